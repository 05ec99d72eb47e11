import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { countDataset } from './analysis/countDataset.ts'
import { attributeText } from './import/fields/fields.ts'
import { readSpanDetails, spanLocation } from './import/readDetails.ts'
import { importDataset } from './importDataset.ts'
import { bytesSource } from './model/byteSource.ts'
import type { Dataset } from './model/dataset.ts'
import type { Attribute } from './model/details.ts'
import { endUnixNs, startUnixNs } from './model/exactTimes.ts'
import { printSpanId, printTraceId } from './model/ids.ts'
import { HAS_PARENT_ID } from './model/spanMarks.ts'
import { type SpanIndex, textAt } from './model/spanTable.ts'

const SHARED = new URL('../../../shared/', import.meta.url)
const EXPECTED = new URL('corpus/expected.json', SHARED)
const isThere = existsSync(EXPECTED)
const REFERENCE = 'equivalence/otlp-json/equiv__otlp-hex.json'

interface Expected {
  readonly format: string
  readonly minStartNs: string | null
  readonly maxEndNs: string | null
  readonly [figure: string]: unknown
}

const expectations: [string, Expected][] = isThere
  ? Object.entries<Expected>(JSON.parse(readFileSync(EXPECTED, 'utf8')))
  : []
const equivalent = expectations.map(([path]) => path).filter((path) => path.startsWith('equivalence/'))

const where = isThere ? '' : ' (skipped: there is no ../shared)'

function sourceOf(path: string) {
  return bytesSource(readFileSync(new URL(path, SHARED)))
}

function open(path: string): Promise<Dataset> {
  return importDataset([{ name: path, source: sourceOf(path) }])
}

describe.skipIf(!isThere)(`real dumps${where}`, () => {
  test.each(expectations)('%s has the figures of the oracle', async (path, expected) => {
    const dataset = await open(path)
    const counts = countDataset(dataset)
    const found: Record<string, unknown> = {
      ...counts,
      format: dataset.files[0].format,
      minStartNs: counts.minStartNs === undefined ? null : String(counts.minStartNs),
      maxEndNs: counts.maxEndNs === undefined ? null : String(counts.maxEndNs),
    }
    const {
      licence: _l,
      source: _s,
      usable: _u,
      unparsedValues: _v,
      noStart,
      minStartNs,
      maxEndNs,
      ...figures
    } = expected
    // Without any start the oracle did not read the times of that notation (the console of .NET prints dates, others
    // print times of day): then its count of spans without a start tells of itself and not of the dump.
    const times = minStartNs === null ? {} : { noStart, minStartNs, maxEndNs }
    expect(found).toMatchObject({ ...figures, ...times })
  })
})

/** What all formats can say of a span; times in µs, for those that have no finer ones. */
async function describeSpan(dataset: Dataset, path: string, i: SpanIndex) {
  const { spans } = dataset
  const details = await readSpanDetails(dataset.files[0].format, sourceOf(path), spanLocation(spans, i))
  const micros = (ns: bigint | undefined) => (ns === undefined ? undefined : ns / 1000n)
  return {
    trace: printTraceId(spans.traces.idWords, 4 * spans.trace[i]),
    id: printSpanId(spans.spanId[2 * i], spans.spanId[2 * i + 1]),
    parent: spans.marks[i] & HAS_PARENT_ID ? printSpanId(spans.parentSpanId[2 * i], spans.parentSpanId[2 * i + 1]) : '',
    service: textAt(spans, spans.service[i]),
    name: textAt(spans, spans.name[i]).toLowerCase(),
    kind: spans.kind[i],
    status: spans.status[i],
    start: micros(startUnixNs(spans, i)),
    end: micros(endUnixNs(spans, i)),
    attributes: texts(details.attributes),
    events: details.events.map((event) => [micros(event.timeUnixNs), event.name]),
  }
}

type Described = Awaited<ReturnType<typeof describeSpan>>

function texts(attributes: readonly Attribute[]): string[][] {
  return attributes
    .map(({ key, value }) => [key, attributeText(value)])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}

async function describeAll(path: string): Promise<Described[]> {
  const dataset = await open(path)
  return Promise.all(Array.from({ length: dataset.spans.length }, (_, i) => describeSpan(dataset, path, i)))
}

/** What an encoding lost of the data set, so that no reader can find it there. */
const LOST: ReadonlyMap<string, (span: Described) => Described> = new Map([
  ['go-stdouttrace', (span) => ({ ...span, events: [] })],
  ['python-console', (span) => ({ ...span, events: [] })],
  ['datadog-v04', (span) => ({ ...span, status: withoutOk(span.status), events: [], attributes: DATADOG_ATTRIBUTES })],
  [
    'xray-batch',
    (span) => ({
      ...span,
      ...BARE,
      name: span.service,
      kind: 1,
      status: withoutOk(span.status),
      attributes: span.status === 2 ? [['fault', 'true']] : [],
    }),
  ],
  [
    'gcp-trace-v1',
    (span) => ({
      ...span,
      ...BARE,
      kind: span.kind > 3 ? 0 : span.kind,
      status: withoutOk(span.status),
      attributes: span.status === 2 ? [['/error/name', 'Error']] : [],
    }),
  ],
  [
    'elastic-es',
    (span) => ({
      ...span,
      ...BARE,
      kind: span.kind === 2 || span.kind === 5 ? 2 : 1,
      status: withoutOk(span.status),
    }),
  ],
  ['jaeger', (span) => ({ ...span, status: withoutOk(span.status) })],
  [
    'zipkin-v2',
    (span) => ({
      ...span,
      status: withoutOk(span.status),
      events: [],
      attributes: withoutBrackets(span.attributes),
    }),
  ],
  ['clickhouse', (span) => ({ ...span, attributes: withoutBrackets(span.attributes) })],
])

/** Where an encoding of the data set holds neither attributes nor events. */
const BARE = { attributes: [], events: [] }

/** What that encoding tells of each span in place of the data set's attributes. */
const DATADOG_ATTRIBUTES = [
  ['_sampling_priority_v1', '1'],
  ['operation.name', 'http.request'],
  ['span.type', 'web'],
]

/** Lists as texts of their values. */
function withoutBrackets(attributes: Described['attributes']): Described['attributes'] {
  return attributes.map(([key, text]) => [key, text.replace(/^\[(.*)\]$/, '$1')])
}

/** Tags of Jaeger and Zipkin name errors only. */
function withoutOk(status: number): number {
  return status === 1 ? 0 : status
}

describe.skipIf(!isThere)(`one data set in many encodings${where}`, () => {
  test.each(equivalent)('%s holds the same spans', async (path) => {
    const lose = LOST.get(path.split('/')[1]) ?? ((span: Described) => span)
    expect(await describeAll(path)).toEqual((await describeAll(REFERENCE)).map(lose))
  })
})
