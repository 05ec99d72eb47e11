import { expect, test } from 'vitest'
import { readWith } from '../../../testing/readWith.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { nextTrace } from './nextTrace.ts'

function span(id: number, fields: object = {}) {
  return {
    name: 'compile',
    duration: 250,
    timestamp: 5_000_000 + id,
    id,
    tags: { page: '/' },
    startTime: 1760000000025,
    traceId: '8448eb211c80319c',
    ...fields,
  }
}

test('reads an array a line; starts are as fine as the clock without date', async () => {
  const text = `${JSON.stringify([span(1), span(2, { parentId: 1 })])}\n${JSON.stringify([span(10, { parentId: 1 })])}\n`
  const { spans, found, details } = await readWith(nextTrace, text)
  expect(found).toEqual([])
  expect(spans.map((read) => [read.spanId, read.parentSpanId, read.startUnixNs, read.durationNs])).toEqual([
    ['0000000000000001', undefined, 1760000000025000000n, 250000n],
    ['0000000000000002', '0000000000000001', 1760000000025001000n, 250000n],
    ['0000000000000010', '0000000000000001', 1760000000025009000n, 250000n],
  ])
  expect(spans[0].traceId).toBe('8448eb211c80319c'.padStart(32, '0'))
  expect(await details(2)).toMatchObject({ attributes: [{ key: 'page', value: { type: 'string', value: '/' } }] })
})

test('where the clocks went apart, the date counts', async () => {
  const { spans } = await readWith(nextTrace, [span(1), span(2, { startTime: 1760000009000 })])
  expect(spans[1].startUnixNs).toBe(1760000009000000000n)
})

test('a bad span costs itself', async () => {
  const text = JSON.stringify([span(1, { id: null }), 'x', span(2)])
  const { spans, found } = await readWith(nextTrace, text)
  expect(spans).toHaveLength(1)
  expect(found).toEqual(['span.id 1:1', `span.shape ${text.indexOf('"x"')}:1`])
})

test('knows its own', async () => {
  expect(nextTrace.score(await readProbe(textSource(JSON.stringify([span(1)])))).score).toBe(0.9)
  expect(nextTrace.score(await readProbe(textSource('[{"traceId":"a","id":"b","timestamp":1}]'))).score).toBe(0)
})
