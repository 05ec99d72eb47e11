import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { tempo } from './tempo.ts'

const HEX_SPAN = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  name: 'get',
  kind: 'SPAN_KIND_CLIENT',
  startTimeUnixNano: '1760000000000000001',
  endTimeUnixNano: '1760000000000000003',
}
const BASE64_SPAN = { ...HEX_SPAN, traceId: 'CvdlGRbNQ92ESOshHIAxnA==', spanId: 't61rcWkgMzE=' }
const RESOURCE = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] }

const WHOLE = {
  traceId: HEX_SPAN.traceId,
  spanId: HEX_SPAN.spanId,
  name: 'get',
  kind: 3,
  startUnixNs: 1760000000000000001n,
  durationNs: 2n,
}

test.each([
  ['batches of API v1', { batches: [{ resource: RESOURCE, scopeSpans: [{ spans: [BASE64_SPAN] }] }] }],
  [
    'the download of Grafana, with the old names',
    { batches: [{ resource: RESOURCE, instrumentationLibrarySpans: [{ spans: [HEX_SPAN] }] }] },
  ],
  [
    'a trace of API v2',
    { trace: { resourceSpans: [{ resource: RESOURCE, scopeSpans: [{ spans: [BASE64_SPAN] }] }] }, metrics: {} },
  ],
  [
    'resourceSpans with hex ids and names of kinds',
    { resourceSpans: [{ resource: RESOURCE, scopeSpans: [{ spans: [HEX_SPAN] }] }] },
  ],
])('recognises and reads %s', async (_shape, input) => {
  expect(await recogniseText(input)).toBe('tempo')
  const { spans, codes, serviceOf } = await readText(tempo, input)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([WHOLE])
  expect(serviceOf(spans[0])).toBe('shop')
})

test('leaves protobuf JSON with base64 ids, and OTLP JSON, to OTLP', async () => {
  const request = (span: object) => ({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })
  expect(await recogniseText(request(BASE64_SPAN))).toBe('otlp-json')
  expect(await recogniseText(request({ ...HEX_SPAN, kind: 3 }))).toBe('otlp-json')
})

test('numbers of ns that no double holds are exact', async () => {
  const text = JSON.stringify({ batches: [{ resource: RESOURCE, scopeSpans: [{ spans: [HEX_SPAN] }] }] })
  const { spans } = await readText(tempo, text.replaceAll(/"(\d{19})"/g, '$1'))
  expect(spans).toMatchObject([WHOLE])
})

test.each([
  ['before', `{"status":"PARTIAL","message":"too large","trace":{"resourceSpans":[]}}`, 10],
  ['behind', `{"trace":{"resourceSpans":[]},"message":"too large","status":"PARTIAL"}`, 61],
])('says that an answer is partial where its status stands %s the trace', async (_where, text, byte) => {
  const { problems, partial } = await readText(tempo, text)
  expect(partial.isMarked).toBe(true)
  const message = 'Tempo calls its answer partial: spans are missing. It says: too large'
  expect(problems).toEqual([{ code: 'trace.partial', at: { byte, line: 1 }, message }])
})

test('a complete answer is not called partial', async () => {
  const { codes, partial } = await readText(tempo, { trace: { resourceSpans: [] }, status: 'COMPLETE', metrics: {} })
  expect([codes, partial.isMarked]).toEqual([[], false])
})

test('a bad span costs one span', async () => {
  const text = `{"batches":[{"resource":${JSON.stringify(RESOURCE)},"scopeSpans":[{"spans":[
{"traceId":"","spanId":"b7ad6b7169203331","name":"get"},
7,
${JSON.stringify(BASE64_SPAN)}]}]}]}`
  const { spans, problems } = await readText(tempo, text)
  expect(spans).toHaveLength(1)
  expect(problems).toMatchObject([{ code: 'span.traceId', at: { byte: text.indexOf('{"traceId":""'), line: 2 } }])
})

test('details are those of OTLP', async () => {
  const span = { ...BASE64_SPAN, attributes: [{ key: 'n', value: { intValue: '9007199254740993' } }] }
  const input = { batches: [{ resource: RESOURCE, scopeSpans: [{ scope: { name: 'lib' }, spans: [span] }] }] }
  const { details } = await readText(tempo, input)
  expect(await details(0)).toMatchObject({
    attributes: [{ key: 'n', value: { type: 'int', value: 9007199254740993n } }],
    resource: [{ key: 'service.name', value: { type: 'string', value: 'shop' } }],
    scope: { name: 'lib' },
  })
})
