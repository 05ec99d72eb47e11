import { expect, test } from 'vitest'
import { readWith } from '../../../testing/readWith.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { jsConsole } from './jsConsole.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'

const SPAN = `{
  resource: {
    attributes: {
      'service.name': 'shop',
      'process.pid': 17
    }
  },
  instrumentationScope: { name: 'shop-lib', version: '1.2', schemaUrl: undefined },
  traceId: '${TRACE}',
  parentSpanContext: {
    traceId: '${TRACE}',
    spanId: 'b7ad6b7169203331',
    traceFlags: 1
  },
  traceState: 'a=b',
  name: 'GET /cart',
  id: '00f067aa0ba902b7',
  kind: 1,
  timestamp: 1760000000025000,
  duration: 2801.5,
  attributes: { 'http.route': '/cart', list: [ 1, 2 ] },
  status: { code: 2, message: 'it\\'s gone' },
  events: [
    {
      name: 'miss',
      attributes: { key: 'k' },
      time: [ 1760000000, 26000001 ],
      droppedAttributesCount: 0
    }
  ],
  links: [
    {
      context: { traceId: '${TRACE}', spanId: '00f067aa0ba902b8', traceFlags: 1 },
      attributes: {}
    }
  ]
}`

const OLD_SPAN = `{
  traceId: '${TRACE}',
  parentId: undefined,
  name: 'root',
  id: 'b7ad6b7169203331',
  kind: 0,
  timestamp: 1760000000000000,
  duration: 5,
  attributes: {},
  status: { code: 0 },
  events: []
}`

test('reads a span of SDK 2: µs, kinds that begin with INTERNAL at 0', async () => {
  const { spans, serviceOf, found, details } = await readWith(jsConsole, `starting\n${SPAN}\n`)
  expect(found).toEqual([])
  expect(spans).toHaveLength(1)
  expect(spans[0]).toMatchObject({
    traceId: TRACE,
    spanId: '00f067aa0ba902b7',
    parentSpanId: 'b7ad6b7169203331',
    name: 'GET /cart',
    kind: 2,
    status: 2,
    startUnixNs: 1760000000025000000n,
    durationNs: 2801500n,
    at: { byte: 9, line: 2 },
    byteLength: SPAN.length,
  })
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'http.route', value: { type: 'string', value: '/cart' } },
      {
        key: 'list',
        value: {
          type: 'array',
          value: [
            { type: 'int', value: 1n },
            { type: 'int', value: 2n },
          ],
        },
      },
    ],
    events: [{ name: 'miss', timeUnixNs: 1760000000026000001n, attributes: [{ key: 'key' }] }],
    links: [{ traceId: TRACE, spanId: '00f067aa0ba902b8' }],
    statusMessage: "it's gone",
    traceState: 'a=b',
    resource: [{ key: 'service.name' }, { key: 'process.pid', value: { type: 'int', value: 17n } }],
    scope: { name: 'shop-lib', version: '1.2' },
  })
})

test('reads spans of SDK 1, spans in an array, and passes over what is no span', async () => {
  const inArray = `[\n${OLD_SPAN.replace(/^/gm, '  ')},\n${SPAN.replace(/^/gm, '  ')}\n]`
  const log = "{\n  body: 'hello',\n  traceId: 'x',\n  severityText: 'INFO'\n}"
  const { spans, found } = await readWith(jsConsole, `${log}\n${OLD_SPAN}\r\n${inArray}`)
  expect(spans.map((span) => [span.name, span.parentSpanId, span.kind])).toEqual([
    ['root', undefined, 1],
    ['root', undefined, 1],
    ['GET /cart', 'b7ad6b7169203331', 2],
  ])
  expect(found).toEqual(['signal.skipped 0:1'])
})

test('a broken, a cut and an idless span cost themselves', async () => {
  const broken = OLD_SPAN.replace("name: 'root'", "name: 'root")
  const cut = '{\n  traceId: 1,\n  name: 1,'
  const idless = OLD_SPAN.replace("id: 'b7ad6b7169203331'", 'id: undefined')
  const { spans, found, problems } = await readWith(jsConsole, [broken, cut, OLD_SPAN, idless, cut].join('\n'))
  expect(spans).toHaveLength(1)
  const at = (line: number) => [broken, cut, OLD_SPAN, idless].slice(0, line).join('\n').length + (line > 0 ? 1 : 0)
  expect(found).toEqual([
    'span.shape 0:1',
    `json.syntax ${at(1)}:13`,
    `span.id ${at(3)}:28`,
    `json.truncated ${at(4)}:40`,
  ])
  expect(problems[0].message).toContain('Not a complete object')
})

test('knows its own among other text', async () => {
  expect(jsConsole.score(await readProbe(textSource(`starting\n${SPAN}`))).score).toBe(0.9)
  expect(jsConsole.score(await readProbe(textSource('{"traceId": "a"}'))).score).toBe(0)
})
