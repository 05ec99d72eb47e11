import { expect, test } from 'vitest'
import { readWith } from '../../../testing/readWith.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { goStdouttrace, goStubArray } from './goStub.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const NO_PARENT = { TraceID: '0'.repeat(32), SpanID: '0'.repeat(16) }

function stub(fields: object = {}) {
  return {
    Name: 'GET /cart',
    SpanContext: { TraceID: TRACE, SpanID: '00f067aa0ba902b7', TraceFlags: '01', TraceState: 'a=b', Remote: false },
    Parent: { TraceID: TRACE, SpanID: 'b7ad6b7169203331', TraceFlags: '01', TraceState: '', Remote: true },
    SpanKind: 2,
    StartTime: '2025-10-09T10:53:20.025000001+02:00',
    EndTime: '2025-10-09T08:53:20.025000901Z',
    Attributes: [
      { Key: 'size', Value: { Type: 'INT64', Value: 3 } },
      { Key: 'share', Value: { Type: 'FLOAT64', Value: 1 } },
      { Key: 'list', Value: { Type: 'FLOAT64SLICE', Value: [1, 2.5] } },
    ],
    Events: [{ Name: 'miss', Attributes: null, DroppedAttributeCount: 0, Time: '2025-10-09T08:53:20.0250005Z' }],
    Links: [{ SpanContext: { TraceID: TRACE, SpanID: '00f067aa0ba902b8' }, Attributes: null }],
    Status: { Code: 'Error', Description: 'gone' },
    DroppedAttributes: 1,
    DroppedEvents: 2,
    DroppedLinks: 3,
    Resource: [{ Key: 'service.name', Value: { Type: 'STRING', Value: 'shop' } }],
    InstrumentationScope: { Name: 'shop-lib', Version: '1.2', Attributes: null },
    ...fields,
  }
}

test('reads stubs one after the other', async () => {
  const text = `${JSON.stringify(stub(), null, '\t')}\n${JSON.stringify(stub({ Parent: NO_PARENT }), null, '\t')}\n`
  const { spans, serviceOf, found, details } = await readWith(goStdouttrace, text)
  expect(found).toEqual([])
  expect(spans.map((span) => span.parentSpanId)).toEqual(['b7ad6b7169203331', undefined])
  expect(spans[0]).toMatchObject({
    traceId: TRACE,
    spanId: '00f067aa0ba902b7',
    kind: 2,
    status: 2,
    flags: 1,
    startUnixNs: 1760000000025000001n,
    durationNs: 900n,
  })
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'size', value: { type: 'int', value: 3n } },
      { key: 'share', value: { type: 'double', value: 1 } },
      { key: 'list', value: { type: 'array', value: [{ type: 'double' }, { type: 'double' }] } },
    ],
    events: [{ name: 'miss', timeUnixNs: 1760000000025000500n }],
    links: [{ spanId: '00f067aa0ba902b8' }],
    statusMessage: 'gone',
    traceState: 'a=b',
    scope: { name: 'shop-lib', version: '1.2' },
    dropped: { attributes: 1, events: 2, links: 3 },
  })
})

test.each([
  [0, 0],
  [1, 2],
  [2, 1],
  ['Unset', 0],
  ['Error', 2],
  ['Ok', 1],
])('status code %s is OTLP’s %d', async (Code, status) => {
  const { spans } = await readWith(goStubArray, [stub({ Status: { Code } })])
  expect(spans[0].status).toBe(status)
})

test('a zero time is none, and a bad stub costs itself', async () => {
  const unfinished = stub({ EndTime: '0001-01-01T00:00:00Z', Status: { Code: 9 } })
  const text = JSON.stringify([stub({ SpanContext: { TraceID: 'x' } }), 'y', unfinished])
  const { spans, found } = await readWith(goStubArray, text)
  expect(spans.map((span) => [span.durationNs, span.status])).toEqual([[undefined, 0]])
  const third = text.lastIndexOf('{"Name":"GET')
  expect(found).toEqual([
    'span.id 1:1',
    `span.shape ${third - 4}:1`,
    `span.status ${third}:1`,
    `time.unfinished ${third}:1`,
  ])
})

test('tells an array from stubs one after the other', async () => {
  const array = await readProbe(textSource(JSON.stringify([stub()])))
  const bare = await readProbe(textSource(JSON.stringify(stub())))
  const scores = (format: typeof goStubArray) => [array, bare].map((probe) => format.score(probe).score)
  expect(scores(goStubArray)).toEqual([0.95, 0.5])
  expect(scores(goStdouttrace)).toEqual([0.5, 0.95])
})
