import { expect, test } from 'vitest'
import { canSend, endpoint, headersOf, NEW_CONNECTION, nameFault, readAddress } from './connection.ts'
import { isOfConnection, uiLink } from './uiLink.ts'

test.each([
  ['localhost:16686', 'http://localhost:16686'],
  [' https://jaeger.example/ui/ ', 'https://jaeger.example/ui'],
  ['http://h:1/p?x=1#frag', 'http://h:1/p?x=1'],
  ['javascript:alert(1)', undefined],
  ['file:///etc/passwd', undefined],
  ['ftp://h/', undefined],
  ['http://user:pass@h/', undefined],
  ['', undefined],
  ['http://', undefined],
])('the address %o is read as %o', (text, address) => {
  expect(readAddress(text)).toBe(address)
})

test.each([
  ['prod', false],
  ['', true],
  ['sample:checkout', true],
  ['taken', true],
  ['x'.repeat(61), true],
])('the name %o is refused: %o', (name, isRefused) => {
  expect(nameFault(name, ['taken']) !== undefined).toBe(isRefused)
})

test('each kind of credentials is one header, beyond Latin too', () => {
  const header = (credentials: Parameters<typeof headersOf>[0]['credentials']) =>
    headersOf({ ...NEW_CONNECTION, credentials })
  expect(header({ type: 'bearer', token: 'abc' })).toEqual([{ name: 'Authorization', value: 'Bearer abc' }])
  expect(header({ type: 'basic', user: 'ä', password: 'b' })).toEqual([
    { name: 'Authorization', value: `Basic ${Buffer.from('ä:b').toString('base64')}` },
  ])
  expect(header({ type: 'header', name: 'X-Key', value: 'k' })).toEqual([{ name: 'X-Key', value: 'k' }])
})

test('a header with a line end cannot be sent', () => {
  expect(canSend([{ name: 'X-Key', value: 'a\r\nb: c' }])).toBe(false)
  expect(canSend([{ name: 'X Key', value: 'a' }])).toBe(false)
  expect(canSend([{ name: 'X-Key', value: 'a' }])).toBe(true)
})

test('paths go below that of the address', () => {
  const url = endpoint({ ...NEW_CONNECTION, url: 'http://h/select/jaeger' }, 'api/x', [
    ['a', '1'],
    ['b', ''],
    ['c', undefined],
  ])
  expect(url.href).toBe('http://h/select/jaeger/api/x?a=1')
})

test('links to viewers are made of the address of the connection', () => {
  const link = (part: object) => uiLink({ ...NEW_CONNECTION, url: 'http://h:1', ...part }, 'a/b')?.href
  expect(link({ kind: 'jaeger' })).toBe('http://h:1/trace/a%2Fb')
  expect(link({ kind: 'jaeger', ui: 'https://ui' })).toBe('https://ui/trace/a%2Fb')
  expect(link({ kind: 'zipkin' })).toBe('http://h:1/zipkin/traces/a%2Fb')
  expect(link({ kind: 'zipkin', url: 'http://h:1/zipkin' })).toBe('http://h:1/zipkin/traces/a%2Fb')
  expect(link({ kind: 'tempo' })).toBeUndefined()
  expect(link({ kind: 'jaeger', isServed: true })).toBeUndefined()
  const grafana = new URL(link({ kind: 'tempo', ui: 'http://grafana:3000', datasource: 'uid1' }) ?? '')
  const panes = JSON.parse(grafana.searchParams.get('panes') ?? '')
  expect(panes.spanfall).toMatchObject({ datasource: 'uid1', queries: [{ query: 'a/b' }] })
})

test('a pasted address belongs to the connection of its origin', () => {
  const connection = { ...NEW_CONNECTION, url: 'http://h:16686/api', ui: 'https://grafana' }
  expect(isOfConnection(connection, 'http://h:16686/trace/1')).toBe(true)
  expect(isOfConnection(connection, 'h:16686/trace/1')).toBe(true)
  expect(isOfConnection(connection, 'https://grafana/explore')).toBe(true)
  expect(isOfConnection(connection, 'http://h:9411/trace/1')).toBe(false)
})
