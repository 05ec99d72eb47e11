import { expect, test } from 'vitest'
import { readWith } from '../../../testing/readWith.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { csvSpans } from './csvSpans.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const HEADER = 'TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano,EndTimeUnixNano,Duration'
const ROOT = `${TRACE},b7ad6b7169203331,root,shop-1,GET /cart,1760000000025000001,1760000000026500001,1500`
const CHILD = `${TRACE},00f067aa0ba902b7,b7ad6b7169203331,cart-1,"read ""it"", all",1760000000025100001,1760000000025600001,500`

test('reads exact times, a parent “root” and a unit that fits start and end', async () => {
  const { spans, serviceOf, problems, details } = await readWith(csvSpans, `${HEADER}\n${ROOT}\n${CHILD}\n`)
  expect(problems.map(({ code }) => code)).toEqual(['time.unit'])
  expect(spans.map((span) => [span.name, span.parentSpanId, span.durationNs, serviceOf(span)])).toEqual([
    ['GET /cart', undefined, 1500000n, 'shop-1'],
    ['read "it", all', 'b7ad6b7169203331', 500000n, 'cart-1'],
  ])
  expect(spans[1]).toMatchObject({
    traceId: TRACE,
    startUnixNs: 1760000000025100001n,
    at: { byte: HEADER.length + ROOT.length + 2, line: 3 },
    byteLength: CHILD.length,
  })
  expect(await details(1)).toMatchObject({
    attributes: [{ key: 'PodName', value: { type: 'string', value: 'cart-1' } }],
    resource: [{ key: 'service.name', value: { value: 'cart-1' } }],
  })
})

test.each([';', '\t'])(
  'reads columns apart by %j, in any order and spelling, with CRLF and a mark before',
  async (mark) => {
    const header = [
      'Start Time',
      'service.name',
      'Trace Id',
      'span_id',
      'parent_span_id',
      'kind',
      'status',
      'attributes',
    ]
    const row = ['2025-10-09T08:53:20Z', 'shop', TRACE, '00f067aa0ba902b7', '', 'SERVER', 'ERROR', '"{""size"":3}"']
    const text = `\uFEFFsep=${mark}\r\n${header.join(mark)}${mark}name${mark}duration_ms\r\n${row.join(mark)}${mark}x${mark}1.5\r\n`
    const { spans, serviceOf, found, details } = await readWith(csvSpans, text)
    expect(found).toEqual([])
    expect(spans[0]).toMatchObject({ kind: 2, status: 2, startUnixNs: 1760000000000000000n, durationNs: 1500000n })
    expect(serviceOf(spans[0])).toBe('shop')
    expect((await details(0)).attributes).toEqual([{ key: 'size', value: { type: 'int', value: 3n } }])
  },
)

test('cells may hold line breaks', async () => {
  const broken = CHILD.replace('read ""it"", all', 'one\r\ntwo\nthree')
  const { spans } = await readWith(csvSpans, `${HEADER}\n${broken}\n\n${ROOT}`)
  expect(spans.map((span) => [span.name, span.at.line])).toEqual([
    ['one\r\ntwo\nthree', 2],
    ['GET /cart', 6],
  ])
})

test('a bad row costs itself', async () => {
  const short = `${TRACE},1`
  const idless = ROOT.replace('b7ad6b7169203331', '')
  const open = ROOT.replace('shop-1', '"shop-1')
  const cut = CHILD.slice(0, 60)
  const rows = [short, idless, ROOT, open, ROOT, cut]
  const { spans, problems } = await readWith(csvSpans, [HEADER, ...rows].join('\n'))
  expect(spans).toHaveLength(2)
  expect(problems.filter(({ code }) => code !== 'time.unit').map(({ code, at }) => `${code} ${at.line}`)).toEqual([
    'span.shape 2',
    'span.id 3',
    'span.shape 5',
    'json.truncated 7',
  ])
})

test('knows its own', async () => {
  const scoreOf = async (text: string) => csvSpans.score(await readProbe(textSource(text))).score
  expect(await scoreOf(`${HEADER}\n${ROOT}`)).toBe(0.9)
  expect(await scoreOf('time,trace,level\n1,2,3')).toBe(0)
  expect(await scoreOf('["traceID","spanID","name"]')).toBe(0)
})
