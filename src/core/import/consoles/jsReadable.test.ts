import { expect, test } from 'vitest'
import { readWith } from '../../../testing/readWith.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { jsReadable } from './jsReadable.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'

function span(fields: object = {}) {
  return {
    _spanContext: { traceId: TRACE, spanId: '00f067aa0ba902b7', traceFlags: 1 },
    parentSpanId: 'b7ad6b7169203331',
    name: 'GET /cart',
    kind: 2,
    startTime: [1760000000, 25000001],
    endTime: [1760000000, 26000001],
    _duration: [0, 1000000],
    _ended: true,
    status: { code: 1 },
    attributes: { size: 3 },
    events: [{ name: 'miss', time: [1760000000, 25500000], attributes: {} }],
    links: [{ context: { traceId: TRACE, spanId: '00f067aa0ba902b8' }, attributes: {} }],
    resource: { _attributes: { 'service.name': 'shop' } },
    instrumentationLibrary: { name: 'shop-lib', version: '1.2' },
    _droppedAttributesCount: 4,
    ...fields,
  }
}

test('reads spans of SDK 1: times as pairs, kinds that begin with INTERNAL at 0', async () => {
  const { spans, serviceOf, found, details } = await readWith(jsReadable, [span()])
  expect(found).toEqual([])
  expect(spans[0]).toMatchObject({
    traceId: TRACE,
    spanId: '00f067aa0ba902b7',
    parentSpanId: 'b7ad6b7169203331',
    kind: 3,
    status: 1,
    flags: 1,
    startUnixNs: 1760000000025000001n,
    durationNs: 1000000n,
  })
  expect(serviceOf(spans[0])).toBe('shop')
  expect(await details(0)).toMatchObject({
    attributes: [{ key: 'size', value: { type: 'int', value: 3n } }],
    events: [{ name: 'miss', timeUnixNs: 1760000000025500000n }],
    links: [{ spanId: '00f067aa0ba902b8' }],
    resource: [{ key: 'service.name' }],
    scope: { name: 'shop-lib', version: '1.2' },
    dropped: { attributes: 4, events: 0, links: 0 },
  })
})

test('reads spans of SDK 2, one a line', async () => {
  const newer = span({
    parentSpanId: undefined,
    parentSpanContext: { traceId: TRACE, spanId: 'b7ad6b7169203332' },
    resource: { _rawAttributes: [['service.name', 'shop']] },
    instrumentationScope: { name: 'newer' },
  })
  const { spans, serviceOf, details } = await readWith(jsReadable, `${JSON.stringify(newer)}\n${JSON.stringify(newer)}`)
  expect(spans.map((found) => [found.parentSpanId, serviceOf(found)])).toEqual([
    ['b7ad6b7169203332', 'shop'],
    ['b7ad6b7169203332', 'shop'],
  ])
  expect((await details(1)).scope?.name).toBe('newer')
})

test('a span that has not ended has no duration; a bad one costs itself', async () => {
  const open = span({ endTime: [0, 0], _duration: [-1, 0], _ended: false, kind: 7 })
  const text = JSON.stringify([span({ _spanContext: {} }), open])
  const { spans, found } = await readWith(jsReadable, text)
  expect(spans.map((read) => [read.kind, read.durationNs])).toEqual([[0, undefined]])
  const second = text.lastIndexOf('{"_spanContext"')
  expect(found).toEqual(['span.traceId 1:1', `span.kind ${second}:1`, `time.unfinished ${second}:1`])
})

test('knows its own', async () => {
  expect(jsReadable.score(await readProbe(textSource(JSON.stringify([span()])))).score).toBe(0.95)
  expect(jsReadable.score(await readProbe(textSource('[{"startTime":[1,2]}]'))).score).toBe(0)
})
