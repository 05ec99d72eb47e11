import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { textSource } from '../../model/byteSource.ts'
import { findInDetails } from '../findInDetails.ts'
import { recogniseText } from '../recogniseText.ts'
import { xrayBatch, xraySegment } from './xray.ts'

const TRACE = '1-5759e988-bd862e3fe1be46a994272793'
const SUBSEGMENT = `{"id":"53995c3f42cd8ad8","name":"users","start_time":1.568835610432E9,"end_time":1568835610.664,
  "namespace":"aws","fault":true,"aws":{"table_name":"users"},"annotations":{"tier":"gold"},"cause":{"exceptions":[
  {"id":"3e9e11e3ab3fba60","type":"NotFound","message":"no table","stack":[{"path":"a.go","line":7,"label":"main"}]}]}}`
const SEGMENT = `{"trace_id":"${TRACE}","id":"70de5b6f19ff9a0a","name":"shop","start_time":1568835610.1234567,
  "end_time":1568835611,"http":{"request":{"method":"GET"}},"service":{"version":"1.2"},"user":"ann",
  "subsegments":[${SUBSEGMENT}]}`

const text = (value: string) => ({ type: 'string', value })

test.each([
  ['xray-segment', xraySegment, SEGMENT],
  ['xray-segment', xraySegment, `{"format":"json","version":1}\n${SEGMENT.replaceAll('\n', '')}`],
  ['xray-batch', xrayBatch, JSON.stringify({ Traces: [{ Id: TRACE, Segments: [{ Id: '1', Document: SEGMENT }] }] })],
])('%s: segments and the subsegments in them', async (id, format, input) => {
  expect(await recogniseText(input)).toBe(id)
  const { spans, codes, serviceOf, details } = await readText(format, input)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    {
      traceId: '5759e988bd862e3fe1be46a994272793',
      rawTraceId: TRACE,
      spanId: '70de5b6f19ff9a0a',
      parentSpanId: undefined,
      name: 'shop',
      kind: 2,
      status: 0,
      startUnixNs: 1568835610123456700n,
      durationNs: 876543300n,
    },
    {
      spanId: '53995c3f42cd8ad8',
      parentSpanId: '70de5b6f19ff9a0a',
      kind: 3,
      status: 2,
      startUnixNs: 1568835610432000000n,
      durationNs: 232000000n,
    },
  ])
  expect(spans.map(serviceOf)).toEqual(['shop', 'shop'])
  const resource = [
    { key: 'service.name', value: text('shop') },
    { key: 'service.version', value: text('1.2') },
  ]
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'http.request.method', value: text('GET') },
      { key: 'user', value: text('ann') },
    ],
    resource,
  })
  expect(await details(1)).toMatchObject({
    attributes: [
      { key: 'namespace', value: text('aws') },
      { key: 'fault', value: { type: 'bool', value: true } },
      { key: 'aws.table_name', value: text('users') },
      { key: 'annotations.tier', value: text('gold') },
    ],
    events: [
      {
        timeUnixNs: 1568835610664000000n,
        name: 'exception',
        attributes: [
          { key: 'exception.type', value: text('NotFound') },
          { key: 'exception.message', value: text('no table') },
          { key: 'exception.stacktrace', value: text('main (a.go:7)') },
          { key: 'exception.id', value: text('3e9e11e3ab3fba60') },
        ],
      },
    ],
    statusMessage: 'no table',
    resource,
  })
})

test('a subsegment of its own names its parent; one in progress has no end', async () => {
  const input = {
    type: 'subsegment',
    trace_id: TRACE,
    id: 'a',
    parent_id: 'b',
    name: 'x',
    start_time: 5,
    in_progress: true,
  }
  const { spans, codes, serviceOf } = await readText(xraySegment, input)
  expect(spans).toMatchObject([
    { parentSpanId: '000000000000000b', kind: 1, startUnixNs: 5000000000n, durationNs: undefined },
  ])
  expect(serviceOf(spans[0])).toBe('x')
  expect(codes).toEqual(['time.unfinished'])
})

test('one bad segment costs one span, reported with byte and line', async () => {
  const good = SEGMENT.replaceAll('\n', '')
  const input = `[${good},\n{"trace_id":"${TRACE}","start_time":1,"end_time":2,"name":"no id"},\n{"id":"1","start_time":1},\n5]`
  const { spans, problems } = await readText(xraySegment, input)
  expect(spans).toHaveLength(2)
  expect(problems.map(({ code, at }) => [code, at.byte, at.line])).toEqual([
    ['span.id', input.indexOf('\n{"trace_id"') + 1, 2],
    ['span.traceId', input.indexOf('\n{"id"') + 1, 3],
    ['span.shape', input.length - 2, 4],
  ])
})

test('a broken document costs itself', async () => {
  const Segments = [{ Document: '{"id":"1","start_time":' }, { Document: '[]' }, { Document: SEGMENT }]
  const { spans, codes } = await readText(xrayBatch, { Traces: [{ Segments }] })
  expect(spans).toHaveLength(2)
  expect(codes).toContain('json.syntax')
  expect(codes).toContain('span.shape')
})

test('search finds the span of a document that holds the text, not the document', async () => {
  const input = JSON.stringify({ Traces: [{ Segments: [{ Document: SEGMENT }] }] })
  const { spans } = await readText(xrayBatch, input)
  const location = (k: number) => ({
    span: { byte: spans[k].at.byte, byteLength: spans[k].byteLength },
    spanId: spans[k].spanId,
    fragments: [],
    resource: undefined,
    scope: undefined,
  })
  const search = { source: textSource(input), format: 'xray-batch', spans: [0, 1], location }
  const find = async (needle: string) => {
    const found: number[] = []
    for await (const batch of findInDetails({ ...search, needle })) found.push(...batch)
    return found
  }
  expect(await find('gold')).toEqual([1])
  expect(await find('ann')).toEqual([0])
})
