import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildSpanTable } from '../model/buildSpanTable.ts'
import { type ByteSource, blobSource, bytesSource } from '../model/byteSource.ts'
import { DiagnosticCollector } from '../model/diagnostic.ts'
import { noVerdicts } from '../model/findSameIds.ts'
import { SpanColumns } from '../model/spanColumns.ts'
import { formatById } from './formats.ts'
import { type Cut, findCut, joinParts, readFirstPart, readSecondPart } from './partedReading.ts'

type FormatId = 'otlp-json' | 'otlp-jsonl'

/** All that reading yields: the table, lines of spans, and what was reported. */
function resultOf(columns: SpanColumns, collector: DiagnosticCollector) {
  const { length } = columns
  return {
    table: buildSpanTable(columns, noVerdicts(columns)),
    lines: [...columns.spans.line.subarray(0, length)],
    records: columns.recordsOf(0),
    groups: collector.groups(),
  }
}

async function readAlone(format: FormatId, bytes: Uint8Array) {
  const columns = new SpanColumns()
  const collector = new DiagnosticCollector()
  const sink = columns.sink(columns.addFile(), collector.report, () => {})
  await formatById(format)?.read(bytesSource(bytes), sink)
  return resultOf(columns, collector)
}

/** Undefined where the cut is found not to be sound. */
async function readInTwo(source: ByteSource, cut: Cut) {
  const columns = new SpanColumns()
  const collector = new DiagnosticCollector()
  const second = await readSecondPart(source, cut, () => {})
  const shift = await readFirstPart(
    source,
    cut,
    columns.sink(columns.addFile(), collector.report, () => {}),
  )
  if (shift === undefined || !second.isSound) return undefined
  joinParts(columns, 0, collector, structuredClone(second), shift)
  return resultOf(columns, collector)
}

async function listCuts(format: FormatId, bytes: Uint8Array): Promise<Cut[]> {
  const cuts: Cut[] = []
  for (let cut = await findCut(bytesSource(bytes), format, 0); cut !== undefined; ) {
    cuts.push(cut)
    cut = await findCut(bytesSource(bytes), format, cut.byte)
  }
  return cuts
}

/** Reads in two at every place where that can be, and expects what is read alone. Returns how many cuts were sound. */
async function expectAlike(format: FormatId, bytes: Uint8Array): Promise<number> {
  const alone = await readAlone(format, bytes)
  let sound = 0
  for (const cut of await listCuts(format, bytes)) {
    const inTwo = await readInTwo(bytesSource(bytes), cut)
    if (inTwo === undefined) continue
    sound++
    expect(inTwo, `cut at ${cut.byte}`).toEqual(alone)
  }
  return sound
}

const span = (id: number, more = '') =>
  `{"traceId":"5b8aa5a2d2c872e8321cf37308d69df${id % 3}","spanId":"0515${String(id).padStart(12, '0')}","parentSpanId":"${
    id === 0 ? '' : `0515${String(id >> 1).padStart(12, '0')}`
  }","name":"op ${id % 4}","kind":2,"startTimeUnixNano":"${1_700_000_000_000_000_000n + BigInt(id)}","endTimeUnixNano":"1700000000000001000"${more}}`

const resource = (service: string, ...spans: string[]) =>
  `{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"${service}"}}]},"scopeSpans":[{"scope":{"name":"s"},"spans":[${spans.join(',')}]}]}`

const PARTS = [
  resource('cart', span(0), span(1)),
  resource('', span(2)),
  resource('shop', span(3), '{"traceId":"odd"}', span(4, ',"kind":77')),
  resource('cart', '{"traceId":"not hex","spanId":"s","name":"opaque"}', span(5)),
  `{"resource":{},"instrumentationLibrarySpans":[{"spans":[${span(6)}]}]}`,
  `{"scopeSpans":[{"spans":[${span(7)}]}],"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"late"}}]}}`,
]

const request = (parts: readonly string[]) => `{"resourceSpans":[${parts.join(',')}]}`

const bytesOf = (text: string) => new TextEncoder().encode(text)

test('a request cut before each of its resources yields what it yields whole', async () => {
  expect(await expectAlike('otlp-json', bytesOf(request(PARTS)))).toBe(4)
  expect(await expectAlike('otlp-json', bytesOf(` {\n "resourceSpans" : [${PARTS.join(' \n,')}]\n}\n`))).toBe(4)
})

test('lines cut behind each of them but the last two yield what they yield together', async () => {
  const lines = PARTS.map((part) => request([part]))
  expect(await expectAlike('otlp-jsonl', bytesOf(`${lines.join('\n')}\n`))).toBe(lines.length - 2)
  const broken = [lines[0], '{"resourceSpans":[{"scopeSpans":[', '', lines[1], '{"resourceSpans":"', lines[2], lines[3]]
  expect(await expectAlike('otlp-jsonl', bytesOf(broken.join('\r\n')))).toBeGreaterThan(1)
})

test('of bytes that others may look at none are written over; of a Blob the same is read', async () => {
  const bytes = bytesOf(request(PARTS))
  const before = bytes.slice()
  const [cut] = await listCuts('otlp-json', bytes)
  const alone = await readAlone('otlp-json', bytes)
  expect(await readInTwo(bytesSource(bytes), cut)).toEqual(alone)
  expect(bytes).toEqual(before)
  expect(await readInTwo(blobSource(new Blob([bytes])), cut)).toEqual(alone)
})

test('what only looks like a place to cut is found out', async () => {
  const elsewhere = [
    `{"resourceSpans":[${PARTS[0]}],"resourceLogs":[${PARTS[1]},${PARTS[2]}]}`,
    `{"resourceSpans":[${PARTS[0]}],"other":[${PARTS[1]},${PARTS[2]}]}`,
    `{"resourceSpans":[[${PARTS[0]},${PARTS[1]}],${PARTS[2]}]}`,
    `{"resourceSpans":[{"resource":{"attributes":[1,{"resource":{}}]}},${PARTS[2]}]}`,
    `{"resourceSpans":[${PARTS[0]},${PARTS[1]}`,
    `{"resourceSpans":[${PARTS[0]}}},${PARTS[1]}]}`,
    `{"resourceSpans":[{"resource":{"a":"\\",{\\"resource\\":",${PARTS[1]}]}`,
    `{"resourceSpans":[${PARTS[0]},${PARTS[1]}]}{"resourceSpans":[${PARTS[2]},${PARTS[3]}]}`,
  ]
  for (const text of elsewhere) await expectAlike('otlp-json', bytesOf(text))
  expect(await expectAlike('otlp-json', bytesOf(elsewhere[1]))).toBe(0)
})

test('pretty-printed documents and other formats are not cut', async () => {
  const pretty = JSON.stringify(JSON.parse(request(PARTS.slice(0, 2))), undefined, 2)
  expect(await findCut(bytesSource(bytesOf(pretty)), 'otlp-json', 0)).toBeUndefined()
  expect(await findCut(bytesSource(bytesOf(request(PARTS))), 'jaeger', 0)).toBeUndefined()
})

test('whatever is damaged, two parts that are taken for sound say what one reading says', async () => {
  const texts = [request(PARTS), `${PARTS.map((part) => request([part])).join('\n')}\n`].map(bytesOf)
  const damage = fc.record({
    which: fc.nat(1),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    lost: fc.nat(40),
    put: fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\n', '\\', '},{"resource":{', '\u0000', '{"a":['),
  })
  await fc.assert(
    fc.asyncProperty(damage, async ({ which, at, lost, put }) => {
      const bytes = texts[which]
      const from = Math.floor(at * bytes.length)
      const damaged = Uint8Array.from([...bytes.subarray(0, from), ...bytesOf(put), ...bytes.subarray(from + lost)])
      await expectAlike(which === 0 ? 'otlp-json' : 'otlp-jsonl', damaged)
    }),
    { numRuns: 100 },
  )
}, 60_000)

const SHARED = new URL('../../../../shared/', import.meta.url)
const MANIFEST = new URL('corpus/manifest.tsv', SHARED)
const isThere = existsSync(MANIFEST)
const LARGEST_BYTES = 2e6

test.runIf(isThere)(
  `every OTLP file of the corpus${isThere ? '' : ' (skipped: there is no ../shared)'}`,
  async () => {
    let sound = 0
    for (const line of readFileSync(MANIFEST, 'utf8').split('\n')) {
      const fields = line.split('\t')
      const format = fields.find((field) => field === 'otlp-json' || field === 'otlp-jsonl')
      const path = fields.find((field) => existsSync(new URL(field, SHARED)) && /\.jsonl?$/.test(field))
      if (format === undefined || path === undefined) continue
      const bytes = new Uint8Array(readFileSync(new URL(path, SHARED)))
      if (bytes.length <= LARGEST_BYTES) sound += await expectAlike(format as FormatId, bytes)
    }
    expect(sound).toBeGreaterThan(0)
  },
  60_000,
)
