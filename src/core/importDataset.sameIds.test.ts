import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { importDataset } from './importDataset.ts'
import { bytesSource, textSource } from './model/byteSource.ts'
import { DUPLICATE_ID } from './model/spanMarks.ts'
import { textAt } from './model/spanTable.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

function zipkin(fields: object): string {
  const span = {
    traceId: TRACE,
    id: '00f067aa0ba902b7',
    name: 'get /x',
    timestamp: 1_700_000_000_000_000,
    duration: 5,
    kind: 'CLIENT',
  }
  return JSON.stringify([{ ...span, localEndpoint: { serviceName: 'orders' }, ...fields }])
}

function otlp(attributes: Readonly<Record<string, string>>, name = 'GET /x'): string {
  const list = Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }))
  const span = { traceId: TRACE, spanId: '00f067aa0ba902b7', name, kind: 3, attributes: list }
  const times = { startTimeUnixNano: '1700000000000000123', endTimeUnixNano: '1700000000000005100' }
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'orders' } }] }
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [{ ...span, ...times }] }] }] })
}

function open(...texts: readonly string[]) {
  return importDataset(texts.map((text, i) => ({ name: `file ${i}`, source: textSource(text) })))
}

test('one span in two formats is one row, the one that tells more', async () => {
  const poor = zipkin({ tags: { a: '1' } })
  const rich = otlp({ a: '1', b: '2' })
  for (const texts of [
    [poor, rich],
    [rich, poor],
  ]) {
    const { spans, files } = await open(...texts)
    expect(spans.length).toBe(1)
    expect(textAt(spans, spans.name[0])).toBe('GET /x')
    const dropped = files.find(({ format }) => format === 'zipkin-v2')
    expect(dropped?.diagnostics).toMatchObject([{ code: 'span.duplicateEqual', count: 1 }])
  }
})

test('a key on the span and on its resource tells no more; finer times do', async () => {
  const { spans, files } = await open(zipkin({ tags: { 'service.name': 'orders', a: '1' } }), otlp({ a: '1' }))
  expect(textAt(spans, spans.name[0])).toBe('GET /x')
  expect(files[0].diagnostics).toMatchObject([{ code: 'span.duplicateEqual', count: 1 }])
})

test.each([
  ['another name', otlp({}, 'POST /x'), zipkin({})],
  ['another value', otlp({ a: '2' }), zipkin({ tags: { a: '1' } })],
  ['another time', otlp({}), zipkin({ timestamp: 1_700_000_000_000_002 })],
])('%s makes spans of two formats differ: both stay', async (_, ...texts) => {
  const { spans, files } = await open(...texts)
  expect(spans.length).toBe(2)
  expect([...spans.marks].every((mark) => (mark & DUPLICATE_ID) !== 0)).toBe(true)
  expect(files[1].diagnostics.map(({ code }) => code)).toContain('span.duplicateDifferent')
})

test('parts of a span in two files are kept apart and marked, with the bytes of their own file', async () => {
  const { spans } = await open(zipkin({ tags: { a: '1' } }), zipkin({ tags: { b: '2' } }))
  expect(spans.length).toBe(2)
  expect(spans.fragments.size).toBe(0)
})

test('the same file twice is dropped whole', async () => {
  const { spans, files } = await open(zipkin({}), zipkin({}))
  expect(spans.length).toBe(1)
  expect(files[1].diagnostics).toMatchObject([{ code: 'span.duplicateEqual', count: 1 }])
})

const equivalence = '../shared/equivalence'
const pairs = [
  'jaeger/equiv__jaeger-bare-trace-array.json',
  'zipkin-v2/equiv__zipkin-v2.json',
  'flat-us/equiv__flat-array.json',
  'tempo/equiv__tempo-api-v2-traces.json',
  'otlp-jsonl/equiv__otlp-one-span-per-line.jsonl',
]

describe.skipIf(!existsSync(equivalence))(
  'one data set in two encodings (skipped: ../shared/equivalence is not there)',
  () => {
    test.each(pairs)('otlp and %s are seven spans', async (path) => {
      const files = ['otlp-json/equiv__otlp-hex.json', path].map((name) => ({
        name,
        source: bytesSource(new Uint8Array(readFileSync(`${equivalence}/${name}`))),
      }))
      const { spans } = await importDataset(files)
      expect(spans.length).toBe(7)
    })
  },
)
