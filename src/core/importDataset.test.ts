import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countDataset } from './analysis/countDataset.ts'
import { importDataset } from './importDataset.ts'
import { type ByteSource, bytesSource, textSource } from './model/byteSource.ts'
import { DUPLICATE_ID } from './model/spanMarks.ts'

interface Sent {
  readonly id: number
  readonly name?: string
  readonly note?: string
}

function request(sent: readonly Sent[], service = 'shop', order: 'as it is' | 'reversed' = 'as it is'): string {
  const spans = sent.map(({ id, name = 'get', note = '' }) => {
    const members = Object.entries({
      traceId: '5b8efff798038103d269b633813fc60c',
      spanId: String(id).padStart(16, '0'),
      name,
      startTimeUnixNano: '1000',
      endTimeUnixNano: '2000',
      attributes: [{ key: 'note', value: { stringValue: note } }],
    })
    return Object.fromEntries(order === 'reversed' ? members.reverse() : members)
  })
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] }
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })
}

async function open(...texts: string[]) {
  const dataset = await importDataset(texts.map((text, i) => ({ name: `file ${i}`, source: textSource(text) })))
  const codes = dataset.files.map(({ diagnostics }) => diagnostics.map(({ code, count }) => `${code} ${count}`))
  return { dataset, codes, counts: countDataset(dataset) }
}

test('a span that is read again with equal content is dropped, in one file or in another', async () => {
  const { dataset, codes, counts } = await open(
    `${request([{ id: 1 }, { id: 1 }])}\n${request([{ id: 2 }])}`,
    request([{ id: 2 }], 'shop', 'reversed'),
  )
  expect(counts).toMatchObject({ records: 4, spans: 2, duplicates: 2 })
  expect(dataset.spans.length).toBe(2)
  expect(codes).toEqual([['span.duplicateEqual 1'], ['span.duplicateEqual 1']])
})

test('spans that share an id and differ are all kept and marked', async () => {
  for (const other of [
    request([{ id: 1, name: 'put' }]),
    request([{ id: 1, note: 'x' }]),
    request([{ id: 1 }], 'cart'),
  ]) {
    const { dataset, codes, counts } = await open(request([{ id: 1 }]), other)
    expect(dataset.spans.length).toBe(2)
    expect([...dataset.spans.marks].every((marks) => (marks & DUPLICATE_ID) !== 0)).toBe(true)
    expect(codes).toEqual([[], ['span.duplicateDifferent 1']])
    expect(counts).toMatchObject({ records: 2, spans: 1, duplicates: 1 })
  }
})

test('a hundred thousand equal ids take no longer than as many others', async () => {
  const same = Array.from({ length: 100_000 }, (_, i) => ({ id: 1, note: String(i % 50_000) }))
  const { codes, dataset } = await open(request(same))
  expect(codes).toEqual([['span.duplicateEqual 50000', 'span.duplicateDifferent 49999']])
  expect(dataset.spans.length).toBe(50_000)
}, 20_000)

test('halves of a shared id are told apart, parts of one half are merged', async () => {
  const zipkin = (more: object) => ({ traceId: 'a', id: 'b', timestamp: 10, duration: 5, localEndpoint: {}, ...more })
  const { counts, codes } = await open(
    JSON.stringify([
      zipkin({ kind: 'CLIENT', localEndpoint: { serviceName: 'web' } }),
      zipkin({ kind: 'SERVER', localEndpoint: { serviceName: 'api' }, shared: true }),
      zipkin({ kind: 'SERVER', localEndpoint: { serviceName: 'api' }, shared: true, tags: { late: 'yes' } }),
      zipkin({ kind: 'CLIENT', localEndpoint: { serviceName: 'web' } }),
    ]),
  )
  expect(counts).toMatchObject({ records: 4, spans: 2, roots: 1, maxDepth: 2 })
  expect(codes).toEqual([['span.duplicateEqual 1', 'span.merged 1']])
})

test('an input that is empty, unknown or without spans is told and stops nothing', async () => {
  const { dataset, codes } = await open('', '{"hello":1}', 'plain words', '{"resourceSpans":[]}', request([{ id: 1 }]))
  expect(codes).toEqual([['input.empty 1'], ['format.unknown 1'], ['format.unknown 1'], ['format.noSpans 1'], []])
  expect(dataset.files.map(({ format }) => format)).toEqual([undefined, undefined, undefined, 'otlp-json', 'otlp-json'])
  expect(dataset.files[1].reason).toContain('“hello”')
  expect(dataset.spans.length).toBe(1)
})

test('a source that fails is told', async () => {
  const source: ByteSource = { size: 100, read: () => Promise.reject(new Error('The disk is gone.')) }
  const { files } = await importDataset([{ name: 'x', source }])
  expect(files[0].diagnostics.map(({ code }) => code)).toEqual(['input.unreadable'])
  expect(files[0].reason).toBe('The disk is gone.')
})

test('progress is told to the end, and an import can be stopped', async () => {
  const text = request([{ id: 1 }, { id: 2 }])
  const inputs = [
    { name: 'a', source: textSource(text) },
    { name: 'b', source: textSource(text) },
  ]
  const told: [number, number][] = []
  await importDataset(inputs, { onProgress: ({ file, bytesRead }) => told.push([file, bytesRead]) })
  expect(told.at(0)).toEqual([0, 0])
  expect(told.at(-1)).toEqual([1, 2 * text.length])

  const controller = new AbortController()
  const stopped = importDataset(inputs, { signal: controller.signal, onProgress: () => controller.abort() })
  await expect(stopped).rejects.toThrow(/abort/i)
})

test('a dataset is plain data', async () => {
  const { dataset } = await open(request([{ id: 1 }, { id: 2, name: 'put' }]))
  expect(structuredClone(dataset)).toEqual(dataset)
})

test('any prefix of a dump keeps the spans that are complete', async () => {
  const text = `${request([{ id: 1, note: 'a"b' }, { id: 2 }])}\n${request([{ id: 3 }, { id: 4, note: '}' }])}\n`
  const ends = [...text.matchAll(/\]\}(?=[,\]][{\]])|\]\}(?=\]\}\]\}\]\})/g)].map((match) => match.index + 2)
  expect(ends).toHaveLength(4)
  const bytes = new TextEncoder().encode(text)
  for (let cut = 120; cut <= bytes.length; cut += 3) {
    const { spans } = await importDataset([{ name: 'x', source: bytesSource(bytes.subarray(0, cut)) }])
    expect(spans.length).toBe(ends.filter((end) => end <= cut).length)
  }
})

test('any JSON value at all gives diagnostics, never an exception', async () => {
  const key = fc.constantFrom(
    'resourceSpans',
    'scopeSpans',
    'spans',
    'resource',
    'traceId',
    'spanId',
    'data',
    'id',
    '__proto__',
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    ),
  }))
  await fc.assert(
    fc.asyncProperty(value, async (some) => {
      const { files } = await importDataset([{ name: 'x', source: textSource(JSON.stringify(some)) }])
      expect(files).toHaveLength(1)
    }),
    { numRuns: 300 },
  )
})
