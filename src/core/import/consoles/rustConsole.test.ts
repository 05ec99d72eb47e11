import { expect, test } from 'vitest'
import { readWith } from '../../../testing/readWith.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { rustConsole } from './rustConsole.ts'

const DUMP = `Spans
Resource
\t ->  service.name=String(Static("shop"))
\t ->  host=String(Owned("a=b: c"))
Span #0
\tInstrumentation Scope
\t\tName         : "shop-lib"
\t\tVersion  : "1.2"

\tName        : GET /cart
\tTraceId     : 0af7651916cd43dd8448eb211c80319c
\tSpanId      : 00f067aa0ba902b7
\tTraceFlags  : TraceFlags(1)
\tParentSpanId: b7ad6b7169203331 (remote)
\tKind        : Client
\tStart time: 2025-10-09 08:53:20.025000
\tEnd time: 2025-10-09 08:53:20.026500
\tStatus: Error { description: "no \\"cart\\"" }
\tAttributes:
\t\t ->  route: String(Owned("/cart\\n"))
\t\t ->  size: I64(-3)
\t\t ->  share: F64(0.5)
\t\t ->  hot: Bool(true)
\t\t ->  list: Array(String([Static("a"), Owned("b")]))
\tEvents:
\t\tEvent #0
\t\t\tName      : miss
\t\t\tTimestamp : 2025-10-09 08:53:20.026000
\t\t\tAttributes:
\t\t\t\t ->  key: String(Static("k"))
\tLinks:
\t\tLink #0
\t\t\tTraceId   : 0af7651916cd43dd8448eb211c80319c
\t\t\tSpanId    : 00f067aa0ba902b8
\t\t\tTraceFlags: TraceFlags(1)
Span #1
\tName        : root
\tTraceId     : 0af7651916cd43dd8448eb211c80319c
\tSpanId      : b7ad6b7169203331
\tParentSpanId: None (root span)
\tKind        : Server
\tStart time: 2025-10-09 08:53:20.000000
\tEnd time: 2025-10-09 08:53:20.100000
\tStatus: Ok
`

test('reads spans below their resource', async () => {
  const { spans, serviceOf, found, details } = await readWith(rustConsole, DUMP)
  expect(found).toEqual([])
  expect(spans.map((span) => [span.name, span.parentSpanId, span.kind, span.status, serviceOf(span)])).toEqual([
    ['GET /cart', 'b7ad6b7169203331', 3, 2, 'shop'],
    ['root', undefined, 2, 1, 'shop'],
  ])
  expect(spans[0]).toMatchObject({
    startUnixNs: 1760000000025000000n,
    durationNs: 1500000n,
    flags: 1,
    at: { byte: DUMP.indexOf('Span #0'), line: 5 },
  })
  const text = (key: string, value: string) => ({ key, value: { type: 'string', value } })
  expect(await details(0)).toMatchObject({
    attributes: [
      text('route', '/cart\n'),
      { key: 'size', value: { type: 'int', value: -3n } },
      { key: 'share', value: { type: 'double', value: 0.5 } },
      { key: 'hot', value: { type: 'bool', value: true } },
      { key: 'list', value: { type: 'array', value: [{ value: 'a' }, { value: 'b' }] } },
    ],
    events: [{ name: 'miss', timeUnixNs: 1760000000026000000n, attributes: [text('key', 'k')] }],
    links: [{ spanId: '00f067aa0ba902b8' }],
    statusMessage: 'no "cart"',
    resource: [text('service.name', 'shop'), text('host', 'a=b: c')],
    scope: { name: 'shop-lib', version: '1.2' },
  })
})

test('a bad span costs itself, and text at the margin ends a span', async () => {
  const bad = DUMP.replace('SpanId      : 00f067aa0ba902b7', 'SpanId      : ').replace(
    'Span #1',
    'INFO served\nSpan #1',
  )
  const { spans, found } = await readWith(rustConsole, bad)
  expect(spans.map((span) => span.name)).toEqual(['root'])
  expect(found).toEqual([`span.id ${bad.indexOf('Span #0')}:5`])
})

test('knows its own', async () => {
  expect(rustConsole.score(await readProbe(textSource(DUMP))).score).toBe(0.95)
  expect(rustConsole.score(await readProbe(textSource('Span #0'))).score).toBe(0)
})
