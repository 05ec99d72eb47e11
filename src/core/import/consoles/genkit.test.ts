import { expect, test } from 'vitest'
import { readWith } from '../../../testing/readWith.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { genkit } from './genkit.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const ROOT = 'b7ad6b7169203331'
const CHILD = '00f067aa0ba902b7'

function span(spanId: string, fields: object = {}) {
  return {
    spanId,
    displayName: 'run',
    startTime: 1760000000025.25,
    endTime: 1760000000026,
    spanKind: 'INTERNAL',
    status: { code: 0 },
    attributes: { 'genkit:type': 'flow' },
    instrumentationLibrary: { name: 'genkit-tracer', version: 'v1' },
    ...fields,
  }
}

test('reads spans of a trace, whose id may stand behind them', async () => {
  const spans = {
    [CHILD]: span(CHILD, { parentSpanId: ROOT, status: { code: 2, message: 'gone' } }),
    [ROOT]: span(ROOT),
  }
  const reading = await readWith(genkit, [
    { spans, traceId: TRACE },
    { traceId: 'a', spans: { [ROOT]: span(ROOT) } },
  ])
  expect(reading.found).toEqual([])
  expect(reading.spans.map((read) => [read.traceId, read.spanId, read.parentSpanId])).toEqual([
    [TRACE, CHILD, ROOT],
    [TRACE, ROOT, undefined],
    ['a'.padStart(32, '0'), ROOT, undefined],
  ])
  expect(reading.spans[0]).toMatchObject({
    name: 'run',
    kind: 1,
    status: 2,
    startUnixNs: 1760000000025250000n,
    durationNs: 750000n,
  })
  expect(await reading.details(0)).toMatchObject({
    attributes: [{ key: 'genkit:type' }],
    statusMessage: 'gone',
    scope: { name: 'genkit-tracer', version: 'v1' },
  })
})

test('a trace without an id takes that of its root; times of old files are µs', async () => {
  const spans = { [CHILD]: span(CHILD, { parentSpanId: ROOT }), [ROOT]: span(ROOT, { startTime: 1760000000025001 }) }
  const reading = await readWith(genkit, { trace: { displayName: 'run', spans } })
  expect(reading.spans.map((read) => [read.traceId, read.spanId])).toEqual([
    [ROOT.padStart(32, '0'), CHILD],
    [ROOT.padStart(32, '0'), ROOT],
  ])
  expect(reading.spans[1].startUnixNs).toBe(1760000000025001000n)
})

test('reads events and links', async () => {
  const timeEvents = { timeEvent: [{ time: 1760000000026, annotation: { description: 'e', attributes: { a: 1 } } }] }
  const links = [{ context: { traceId: TRACE, spanId: CHILD } }]
  const { details } = await readWith(genkit, { traceId: TRACE, spans: { [ROOT]: span(ROOT, { timeEvents, links }) } })
  expect(await details(0)).toMatchObject({
    events: [{ name: 'e', timeUnixNs: 1760000000026000000n, attributes: [{ key: 'a' }] }],
    links: [{ traceId: TRACE, spanId: CHILD }],
  })
})

test('a bad span costs itself', async () => {
  const text = JSON.stringify({ traceId: TRACE, spans: { x: 7, y: span(''), z: span(ROOT, { endTime: undefined }) } })
  const { spans, found } = await readWith(genkit, text)
  expect(spans.map((read) => [read.spanId, read.durationNs])).toEqual([[ROOT, undefined]])
  expect(found).toEqual([
    `span.shape ${text.indexOf('7,"y"')}:1`,
    `span.id ${text.indexOf('{"spanId":""')}:1`,
    `time.unfinished ${text.indexOf(`{"spanId":"${ROOT}`)}:1`,
  ])
})

test('knows its own', async () => {
  const own = JSON.stringify({ traceId: TRACE, spans: { [ROOT]: span(ROOT) } })
  expect(genkit.score(await readProbe(textSource(own))).score).toBe(0.95)
  expect(genkit.score(await readProbe(textSource('{"spans":[{"spanId":"a"}]}'))).score).toBe(0)
})
