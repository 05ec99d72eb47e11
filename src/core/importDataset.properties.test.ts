import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spanIdText, traceIdText } from './analysis/findSpan.ts'
import { readSpanDetails, spanLocation } from './import/readDetails.ts'
import { importDataset, importInputs } from './importDataset.ts'
import { bytesSource, textSource } from './model/byteSource.ts'
import { exactDurationNs, startUnixNs } from './model/exactTimes.ts'
import { type SpanTable, textAt } from './model/spanTable.ts'

function importBytes(bytes: Uint8Array) {
  return importDataset([{ name: 'x', source: bytesSource(bytes) }])
}

function idsOf(spans: SpanTable, isWanted: (row: number) => boolean = () => true): string[] {
  const rows = Array.from({ length: spans.length }, (_, row) => row).filter(isWanted)
  return rows.map((row) => `${traceIdText(spans, spans.trace[row])} ${spanIdText(spans, row)}`)
}

/**
 * Formats that hold a span in something larger, which is read as a whole: the children of a span lie inside it
 * (Datadog's trees), the spans of a trace inside one object (Genkit), halves of spans in further events (Chrome).
 */
const WHOLES = /^(?:datadog-tree|genkit|chrome-trace)\//

/** What a file holds, once; a cut-off part of it must hold everything that ends before the cut. */
async function expectPrefixesKept(path: string, parts: readonly number[], isWhole = false): Promise<void> {
  const bytes = new Uint8Array(readFileSync(path))
  const { spans } = await importBytes(bytes)
  for (const part of parts) {
    const cut = Math.floor(part * bytes.length)
    const { spans: before } = await importBytes(bytes.subarray(0, cut))
    if (isWhole) continue
    const known = new Set(idsOf(before))
    const wanted = idsOf(spans, (row) => {
      const others = spans.fragments.get(row) ?? []
      return [{ byte: spans.byte[row], byteLength: spans.byteLength[row] }, ...others].every(
        ({ byte, byteLength }) => byte + byteLength <= cut,
      )
    })
    expect(
      wanted.filter((id) => !known.has(id)),
      `${path} cut at ${cut} of ${bytes.length}`,
    ).toEqual([])
  }
}

const samples = readdirSync('public/samples').filter((name) => name !== 'index.json')

test.each(samples)('any beginning of the sample %s keeps every span before the cut', async (name) => {
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(cuts, (parts) => expectPrefixesKept(`public/samples/${name}`, parts)),
    { numRuns: 5 },
  )
})

const corpus = '../shared/corpus'
const corpusFiles = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.parentPath !== corpus)
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(corpus.length + 1))
  : []

describe.skipIf(corpusFiles.length === 0)('beginnings of real dumps (skipped: ../shared/corpus is not there)', () => {
  test.each(corpusFiles)('%s', { timeout: 60_000 }, async (path) => {
    await expectPrefixesKept(`${corpus}/${path}`, [0.31, 0.77, 0.999], WHOLES.test(path))
  })
})

/** The table but for its order and places: a line for each span, with the line of its parent. */
function linesOf(spans: SpanTable): string[] {
  const lineOf = (row: number) =>
    [
      traceIdText(spans, spans.trace[row]),
      spanIdText(spans, row),
      textAt(spans, spans.name[row]),
      textAt(spans, spans.service[row]),
      spans.kind[row],
      spans.status[row],
      startUnixNs(spans, row),
      exactDurationNs(spans, row),
      spans.marks[row],
    ].join(' ')
  const parentLine = (row: number) => (spans.parent[row] === -1 ? '' : lineOf(spans.parent[row]))
  return Array.from({ length: spans.length }, (_, row) => `${lineOf(row)} < ${parentLine(row)}`).sort()
}

test.each(['zipkin.json', 'zipkin-shared.json', 'flat.json'])(
  'the spans of %s give the same dataset in any order',
  async (name) => {
    const list: unknown[] = JSON.parse(readFileSync(`public/samples/${name}`, 'utf8'))
    const spans = list.flat()
    const expected = linesOf((await importDataset([{ name, source: textSource(JSON.stringify(spans)) }])).spans)
    const order = fc.shuffledSubarray(spans, { minLength: spans.length })
    await fc.assert(
      fc.asyncProperty(order, async (shuffled) => {
        const { spans: table } = await importDataset([{ name, source: textSource(JSON.stringify(shuffled)) }])
        expect(linesOf(table)).toEqual(expected)
      }),
      { numRuns: 15 },
    )
  },
)

const KEYS = [
  ...['resourceSpans', 'scopeSpans', 'batches', 'trace', 'spans', 'resource', 'attributes', 'key', 'value', 'traceId'],
  ...['spanId', 'traceID', 'spanID', 'processes', 'operationName', 'references', 'tags', 'id', 'timestamp', 'duration'],
  ...[
    'annotations',
    'localEndpoint',
    'Traces',
    'Segments',
    'Document',
    'subsegments',
    'start_time',
    'span_id',
    'start',
  ],
  ...['trace_id', 'meta', 'metrics', 'context', 'TraceId', 'SpanId', 'SpanContext', 'hits', '_source', 'transaction'],
  ...['contexts', 'type', 'traceEvents', 'ph', 'ts', 'common', 'data', 'event', 'displayName', 'name', 'children'],
  ...['__proto__', 'constructor', 'toString', ''],
]

test('any JSON value at all, in the words of any format, gives diagnostics and never an exception', async () => {
  const scalar = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      0,
      -1,
      1e300,
      '',
      '0',
      '4bf92f3577b34da6a3ce929d0e0e4736',
      '00f067aa0ba902b7',
      'X',
      true,
    ),
    fc.constantFrom<unknown>('{"id":"1"}', '2024-01-12T14:57:40Z', '1-5759e988-bd862e3fe1be46a994272793', 1.7e18),
    fc.jsonValue({ maxDepth: 1 }),
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      scalar,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 6, noNullPrototype: true }),
    ),
  }))
  await fc.assert(
    fc.asyncProperty(value, async (some) => {
      const { dataset, sources } = await importInputs([{ name: 'x', source: textSource(JSON.stringify(some)) }])
      const { files, spans } = dataset
      if (spans.length === 0) expect(files.every(({ diagnostics }) => diagnostics.length > 0)).toBe(true)
      for (let row = 0; row < spans.length; row++) {
        const file = spans.contexts.file[spans.context[row]]
        await readSpanDetails(files[file].format, sources[file].source, spanLocation(spans, row))
      }
    }),
    { numRuns: 400 },
  )
})

const LONG_KEY = 'k'.repeat(10 * 1024 * 1024)
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

test.each([
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['hasOwnProperty', 'hasOwnProperty'],
  ['a key of 10 MB', LONG_KEY],
])('%s is a key like any other', async (_, key) => {
  const member = `${JSON.stringify(key)}:"v"`
  const otlpValue = `[{"key":${JSON.stringify(key)},"value":{"stringValue":"v"}}]`
  const texts = [
    `{${member},"resourceSpans":[{"scopeSpans":[{"spans":[{${member},"traceId":"${TRACE}","spanId":"${SPAN}","name":"a","attributes":${otlpValue}}]}]}]}`,
    `[{"traceId":"${TRACE}","id":"${SPAN}","name":"a","kind":"CLIENT","timestamp":1700000000000000,"duration":1,"tags":{${member}}}]`,
    `{"data":[{${member},"traceID":"${TRACE}","spans":[{"traceID":"${TRACE}","spanID":"${SPAN}","operationName":"a","startTime":1700000000000000,"duration":1,"processID":${JSON.stringify(key)},"tags":[{"key":${JSON.stringify(key)},"type":"string","value":"v"}]}],"processes":{${JSON.stringify(key)}:{"serviceName":"s"}}}]}`,
    `[{"trace_id":"${TRACE}","span_id":"${SPAN}","name":"a","start_time":1700000000,"duration_ms":1,"attributes":{${member}}}]`,
  ]
  for (const text of texts) {
    const source = textSource(text)
    const { files, spans } = await importDataset([{ name: 'x', source }])
    expect(spans.length, text.slice(0, 60)).toBe(1)
    const details = await readSpanDetails(files[0].format, source, spanLocation(spans, 0))
    const found = details.attributes.find((attribute) => attribute.key === key)
    expect(found?.value, `${files[0].format} ${text.slice(0, 60)}`).toEqual({ type: 'string', value: 'v' })
  }
  expect(Object.hasOwn(Object.prototype, 'v')).toBe(false)
})
