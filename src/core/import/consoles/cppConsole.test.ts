import { expect, test } from 'vitest'
import { readWith } from '../../../testing/readWith.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { cppConsole } from './cppConsole.ts'

const PRINTED = `{
  name          : GET /cart
  trace_id      : 0af7651916cd43dd8448eb211c80319c
  span_id       : 00f067aa0ba902b7
  tracestate    : a=b
  parent_span_id: b7ad6b7169203331
  start         : 1760000000025000001
  duration      : 2801
  description   : gone
  span kind     : Client
  status        : Error
  attributes    : 
\troute: /cart: all
\tlist: [1,2]
  events        : 
\t{
\t  name          : miss
\t  timestamp     : 1760000000025000900
\t  attributes    : 
\t\tkey: k
\t}
  links         : 
\t{
\t  trace_id      : 0af7651916cd43dd8448eb211c80319c
\t  span_id       : 00f067aa0ba902b8
\t  tracestate    : 
\t  attributes    : 
\t}
  resources     : 
\tservice.name: shop
  instr-lib     : shop-lib-1.2.0
}`

const QUOTED = `{
  "name" : "root",
  "trace_id": "0af7651916cd43dd8448eb211c80319c",
  "span_id": "b7ad6b7169203331",
  "tracestate" : ,
  "parent_span_id": "0000000000000000",
  "start": 1760000000000000000,
  "duration": 64697,
  "span kind": "Internal",
  "status": "Unset",
  "service.name": "other",
  "instr-lib": "my-tracer"
}`

test('reads what is printed without quotes', async () => {
  const { spans, serviceOf, found, details } = await readWith(cppConsole, `started\n${PRINTED}\n`)
  expect(found).toEqual([])
  expect(spans).toHaveLength(1)
  expect(spans[0]).toMatchObject({
    parentSpanId: 'b7ad6b7169203331',
    name: 'GET /cart',
    kind: 3,
    status: 2,
    startUnixNs: 1760000000025000001n,
    durationNs: 2801n,
    at: { byte: 8, line: 2 },
    byteLength: PRINTED.length,
  })
  expect(serviceOf(spans[0])).toBe('shop')
  const text = (key: string, value: string) => ({ key, value: { type: 'string', value } })
  expect(await details(0)).toMatchObject({
    attributes: [text('route', '/cart: all'), { key: 'list', value: { type: 'array' } }],
    events: [{ name: 'miss', timeUnixNs: 1760000000025000900n, attributes: [text('key', 'k')] }],
    links: [{ spanId: '00f067aa0ba902b8', attributes: [] }],
    statusMessage: 'gone',
    traceState: 'a=b',
    resource: [text('service.name', 'shop')],
    scope: { name: 'shop-lib', version: '1.2.0' },
  })
})

test('reads what looks like JSON and is none', async () => {
  const { spans, serviceOf, found, details } = await readWith(cppConsole, QUOTED)
  expect(found).toEqual([])
  expect(spans[0]).toMatchObject({ name: 'root', parentSpanId: undefined, kind: 1, status: 0, durationNs: 64697n })
  expect(serviceOf(spans[0])).toBe('other')
  expect(await details(0)).toMatchObject({ traceState: '', scope: { name: 'my-tracer', version: '' } })
})

test('a cut and an idless span cost themselves', async () => {
  const idless = PRINTED.replace('00f067aa0ba902b7', '')
  const cut = PRINTED.slice(0, 100)
  const { spans, found } = await readWith(cppConsole, `${idless}\n${cut}\n${QUOTED}\n${cut}`)
  expect(spans.map((span) => span.name)).toEqual(['root'])
  const lines = (text: string) => text.split('\n').length
  const second = idless.length + 1
  expect(found).toEqual([
    'span.id 0:1',
    `json.syntax ${second}:${lines(idless) + 1}`,
    `json.truncated ${second + cut.length + QUOTED.length + 2}:${lines(`${idless}\n${cut}\n${QUOTED}`) + 1}`,
  ])
})

test('knows its own', async () => {
  expect(cppConsole.score(await readProbe(textSource(QUOTED))).score).toBe(0.95)
  expect(cppConsole.score(await readProbe(textSource('{"trace_id": "a"}'))).score).toBe(0)
})
