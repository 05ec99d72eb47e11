import { expect, test } from 'vitest'
import { readWith } from '../../../testing/readWith.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { chromeTrace } from './chromeTrace.ts'

function event(ph: string, name: string, ts: number, fields: object = {}) {
  return { ph, name, ts, pid: 1, tid: 2, cat: 'c', ...fields }
}

async function read(events: readonly object[]) {
  const reading = await readWith(chromeTrace, { traceEvents: events, displayTimeUnit: 'ms' })
  const nameOf = (spanId: string | undefined) => reading.spans.find((span) => span.spanId === spanId)?.name
  const tree = reading.spans.map((span) => [span.name, nameOf(span.parentSpanId), span.startUnixNs, span.durationNs])
  return { ...reading, tree, codes: reading.problems.map(({ code }) => code) }
}

test('complete events nest on their thread, in whatever order they come', async () => {
  const { tree, codes } = await read([
    event('X', 'inner', 10.5, { dur: 5 }),
    event('X', 'outer', 0, { dur: 100 }),
    event('X', 'next', 100, { dur: 10 }),
    event('X', 'elsewhere', 10, { dur: 5, tid: 3 }),
    event('X', 'across', 95, { dur: 10 }),
    event('X', 'same', 0, { dur: 50 }),
  ])
  expect(codes).toEqual([])
  expect(tree).toEqual([
    ['inner', 'same', 10500n, 5000n],
    ['outer', undefined, 0n, 100000n],
    ['next', undefined, 100000n, 10000n],
    ['elsewhere', undefined, 10000n, 5000n],
    ['across', undefined, 95000n, 10000n],
    ['same', 'outer', 0n, 50000n],
  ])
})

test('pairs are a stack for each thread', async () => {
  const { tree, codes } = await read([
    event('B', 'a', 0),
    event('B', 'b', 1),
    event('X', 'x', 2, { dur: 1 }),
    event('E', 'b', 4),
    event('E', 'a', 6),
    event('E', 'z', 7),
    event('B', 'open', 8),
  ])
  expect(codes).toEqual(['span.shape', 'time.unfinished'])
  expect(tree).toEqual([
    ['a', undefined, 0n, 6000n],
    ['b', 'a', 1000n, 3000n],
    ['x', 'b', 2000n, 1000n],
    ['open', undefined, 8000n, undefined],
  ])
})

test('asynchronous events nest by category and id, across threads', async () => {
  const { tree, codes } = await read([
    event('b', 'request', 0, { id: '0x1' }),
    event('b', 'dns', 1, { id: '0x1', tid: 9 }),
    event('b', 'other', 1, { id: '0x2' }),
    event('n', 'mark', 2, { id: '0x1' }),
    event('e', 'dns', 3, { id: '0x1' }),
    event('e', 'request', 5, { id: '0x1' }),
    event('e', 'other', 9, { id: '0x2' }),
  ])
  expect(codes).toEqual([])
  expect(tree).toEqual([
    ['request', undefined, 0n, 5000n],
    ['dns', 'request', 1000n, 2000n],
    ['other', undefined, 1000n, 8000n],
    ['mark', 'dns', 2000n, 0n],
  ])
})

test('names of processes and threads may come last; arguments are attributes', async () => {
  const { spans, serviceOf, codes, details } = await read([
    event('X', 'a', 0, { dur: 1, args: { size: 3 } }),
    event('B', 'b', 0, { pid: 7 }),
    event('E', 'b', 1, { pid: 7, args: { late: true } }),
    event('M', 'process_name', 0, { args: { name: 'Browser' } }),
    event('M', 'thread_name', 0, { args: { name: 'Main' } }),
    event('C', 'count', 0),
  ])
  expect(codes).toEqual(['signal.skipped'])
  expect(spans.map(serviceOf)).toEqual(['Browser', 'process 7'])
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'size', value: { type: 'int', value: 3n } },
      { key: 'category', value: { value: 'c' } },
      { key: 'thread.id', value: { value: 2n } },
      { key: 'thread.name', value: { value: 'Main' } },
    ],
    resource: [
      { key: 'process.pid', value: { value: 1n } },
      { key: 'service.name', value: { value: 'Browser' } },
    ],
  })
  expect((await details(1)).attributes[0]).toMatchObject({ key: 'late' })
})

test('a bare array may lack its end, and a bad event costs itself', async () => {
  const text = `[${JSON.stringify(event('X', 'a', 1, { dur: 1 }))},\n{"pid":1},\n${JSON.stringify(event('X', 'b', 2))},\n`
  const { spans, found } = await readWith(chromeTrace, text)
  expect(spans.map((span) => [span.name, span.durationNs])).toEqual([
    ['a', 1000n],
    ['b', undefined],
  ])
  expect(new Set(spans.map((span) => span.traceId)).size).toBe(1)
  expect(found.map((problem) => problem.split(' ')[0])).toEqual(['span.shape', 'json.truncated', 'time.unfinished'])
})

test('knows its own', async () => {
  const scoreOf = async (text: string) => chromeTrace.score(await readProbe(textSource(text))).score
  expect(await scoreOf(JSON.stringify([event('X', 'a', 1)]))).toBe(0.9)
  expect(await scoreOf('{"traceEvents":[]}')).toBe(0.8)
  expect(await scoreOf('{"events":[]}')).toBe(0)
})
