import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { jaegerV3 } from './jaegerV3.ts'

const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', name: 'get', kind: 2 }

function answer(fields: object) {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] }
  return JSON.stringify({
    result: { resourceSpans: [{ resource, scopeSpans: [{ spans: [{ ...SPAN, ...fields }] }] }] },
  })
}

const TIMES = { startTimeUnixNano: '1000', endTimeUnixNano: '3000' }

test.each([
  ['one after the other', '}{'],
  ['one a line', '}\n{'],
])('reads a stream of answers, %s', async (_how, between) => {
  const text = [answer(TIMES), answer({ ...TIMES, spanId: '1' })].join('\n').replace('}\n{', between)
  expect(await recogniseText(text)).toBe('jaeger-v3')
  const { spans, codes, serviceOf } = await readText(jaegerV3, text)
  expect(codes).toEqual([])
  expect(spans).toMatchObject([
    { spanId: SPAN.spanId, startUnixNs: 1000n, durationNs: 2000n },
    { spanId: '0000000000000001' },
  ])
  expect(serviceOf(spans[1])).toBe('shop')
})

test('times that are left out are zero, one that is left out is missing', async () => {
  const zero = await readText(jaegerV3, answer({}))
  expect(zero.spans).toMatchObject([{ startUnixNs: 0n, durationNs: 0n }])
  expect(zero.codes).toEqual([])
  const open = await readText(jaegerV3, answer({ startTimeUnixNano: '1000' }))
  expect(open.spans).toMatchObject([{ startUnixNs: 1000n, durationNs: undefined }])
  expect(open.codes).toEqual(['time.unfinished'])
})

test('an error is told, and costs no span of the answers before it', async () => {
  const text = `${answer(TIMES)}\n{"error":{"httpCode":404,"message":"trace not found"}}`
  const { spans, problems } = await readText(jaegerV3, text)
  expect(spans).toHaveLength(1)
  const at = { byte: text.indexOf('{"httpCode"'), line: 2 }
  expect(problems).toEqual([{ code: 'answer.error', at, message: 'The answer is an error: 404 trace not found' }])
  expect(await recogniseText('{"error":{"httpCode":404,"message":""}}')).toBe('jaeger-v3')
})
