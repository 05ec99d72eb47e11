import { expect, test } from 'vitest'
import { type Backend, readBackend } from './proxyBackend.ts'
import { findTarget, routeOfRedirect } from './proxyTarget.ts'

function backend(kind: Backend['kind'], address: string): Backend {
  const read = readBackend(kind, address)
  if (typeof read === 'string') throw new Error(read)
  return read
}

const JAEGER = backend('jaeger', 'http://jaeger.example:16686/base')
const BACKENDS = [
  JAEGER,
  backend('tempo', 'http://tempo.example'),
  backend('prometheus', 'http://prometheus.example'),
  backend('clickhouse', 'http://clickhouse.example:8123'),
]

const ask = (path: string, method = 'GET') => findTarget(path, method, BACKENDS)
const pathOf = (path: string, method = 'GET') => {
  const target = ask(path, method)
  return 'path' in target ? target.path : target.status
}

test('the rest of a route stands behind the path of the address, its query with it', () => {
  expect(pathOf('/backends/jaeger/api/v3/services')).toBe('/base/api/v3/services')
  expect(pathOf('/backends/jaeger/')).toBe('/base/')
  expect(pathOf('/backends/tempo/api/search?q=%7B%7D&limit=20')).toBe('/api/search?q=%7B%7D&limit=20')
  expect(pathOf('/backends/jaeger/api/services/a%20b%2Fc/operations')).toBe('/base/api/services/a%20b%2Fc/operations')
})

test.each([
  '/backends/evil.example/',
  '/backends/http:/evil.example/',
  '/backends/jaeger@evil.example/',
  '/backends/jaeger',
  '/backends/zipkin/',
  '/backends/JAEGER/',
  '/backends/jaeger%2f/',
  '/backends//evil.example/',
  '/backends/__proto__/',
  'http://evil.example/backends/jaeger/',
])('%s names no backend', (path) => {
  expect(pathOf(path)).toBe(404)
})

test.each([
  '//evil.example/',
  '/evil.example//',
  '../secret',
  'api/../../secret',
  'api/./x',
  '..',
  '..;/secret',
  '..\\secret',
  '%2e%2e/secret',
  '%2E./secret',
  '.%2e%2fsecret',
  '%2e%2e%2fsecret',
  '%252e%252e%252fsecret',
  '%25252e%25252e/secret',
  '%252e%252e%252f%25',
  'api%2f..%2f..%2fsecret',
  '..%5csecret',
  'api%5c..',
  '%2f%2fevil.example/',
  '%00',
  '%0d%0aHost:%20evil.example',
  '%c0%ae%c0%ae/secret',
  '%zz',
  'a b',
  'a\tb',
  'ä',
  '#@evil.example/',
  'api?a b',
  'api?x#y',
  'http:\\\\evil.example',
])('%s is refused behind a backend', (rest) => {
  expect(pathOf(`/backends/jaeger/${rest}`)).toBe(400)
})

test.each(['@evil.example/', ':80@evil.example', 'http:evil.example', 'evil.example:80/x'])(
  '%s is a path of the backend and no more',
  (rest) => {
    const target = ask(`/backends/jaeger/${rest}`)
    expect(target).toMatchObject({ backend: JAEGER, path: `/base/${rest}` })
  },
)

test.each([
  ['POST', '/backends/jaeger/api/traces', 405],
  ['PUT', '/backends/jaeger/api/traces', 405],
  ['DELETE', '/backends/prometheus/api/v1/query', 405],
  ['OPTIONS', '/backends/tempo/api/echo', 405],
  ['POST', '/backends/prometheus/api/v1/write', 405],
  ['POST', '/backends/prometheus/api/v1/query', '/api/v1/query'],
  ['POST', '/backends/prometheus/api/v1/query_range', '/api/v1/query_range'],
  ['GET', '/backends/prometheus/api/v1/admin/tsdb/delete_series', 403],
  ['GET', '/backends/prometheus/%61pi/v1/%61dmin/tsdb/snapshot', 403],
  ['GET', '/backends/tempo/shutdown', 403],
  ['GET', '/backends/tempo/flush', 403],
  ['GET', '/backends/tempo/%66lush', 403],
  ['GET', '/backends/clickhouse/play', 403],
  ['GET', '/backends/clickhouse/ping', '/ping'],
  ['GET', '/backends/clickhouse/', '/'],
])('%s %s: %s', (method, path, expected) => {
  expect(pathOf(path, method)).toBe(expected)
})

test('ClickHouse is asked by POST, may only read, and takes no settings that allow more', () => {
  for (const method of ['GET', 'POST']) {
    const target = ask(
      '/backends/clickhouse/?query=SELECT+1&readonly=0&allow_ddl=1&user=root&database=otel&param_from=7',
      method,
    )
    expect(target).toMatchObject({ method: 'POST', path: '/?query=SELECT+1&database=otel&param_from=7&readonly=1' })
  }
  expect(pathOf('/backends/clickhouse/?READONLY=0&%72eadonly=2&readonly=0', 'POST')).toBe('/?readonly=1')
})

test.each([
  ['/base/x?y=1', '/backends/jaeger/x?y=1'],
  ['x', '/backends/jaeger/api/x'],
  ['http://jaeger.example:16686/base/', '/backends/jaeger/'],
  ['http://user:word@jaeger.example:16686/base/z', '/backends/jaeger/z'],
  ['/elsewhere', undefined],
  ['/base/../elsewhere', undefined],
  ['/base', undefined],
  ['//evil.example/base/', undefined],
  ['http://jaeger.example/base/', undefined],
  ['https://jaeger.example:16686/base/', undefined],
  ['http://jaeger.example:16686@evil.example/base/', undefined],
  ['\\\\evil.example/base/', undefined],
  ['javascript:alert(1)', undefined],
  ['http://[', undefined],
])('a redirect to %s becomes %s', (location, route) => {
  expect(routeOfRedirect(location, JAEGER, '/base/api/traces?limit=1')).toBe(route)
})

test.each([
  ['localhost:9411', /http:\/\/ or https:\/\//],
  ['ftp://localhost', /http:\/\/ or https:\/\//],
  ['http://localhost/?x=1', /without/],
  ['http://localhost/#x', /without/],
  ['http://%ff:x@localhost/', /percent-encoding/],
])('the address %s is refused in words, without repeating it', (address, words) => {
  expect(readBackend('zipkin', address)).toMatch(words)
  expect(readBackend('zipkin', address)).not.toContain(address)
})

test('credentials leave the address and become a header', () => {
  const { base, authorization } = backend('tempo', 'https://a%40b:p%3Aw@tempo.example/tempo')
  expect(base.href).toBe('https://tempo.example/tempo/')
  expect(authorization).toBe(`Basic ${Buffer.from('a@b:p:w').toString('base64')}`)
})
