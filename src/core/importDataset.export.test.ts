import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parentIdText, spanIdText, traceIdText } from './analysis/findSpan.ts'
import { writeOtlp } from './export/otlpJson.ts'
import { readSpanDetails, spanLocation } from './import/readDetails.ts'
import { type ImportResult, importInputs } from './importDataset.ts'
import { bytesSource, textSource } from './model/byteSource.ts'
import type { Attribute } from './model/details.ts'
import { exactDurationNs, startUnixNs } from './model/exactTimes.ts'
import { DUPLICATE_ID, SHARED_HALF } from './model/spanMarks.ts'
import { type SpanIndex, textAt, UNKNOWN_SERVICE } from './model/spanTable.ts'

const corpus = '../shared/corpus'

async function importFile(path: string): Promise<ImportResult> {
  return importInputs([{ name: path, source: bytesSource(new Uint8Array(readFileSync(path))) }])
}

async function exportText({ dataset, sources }: ImportResult): Promise<string> {
  const texts: string[] = []
  for await (const text of writeOtlp(
    dataset,
    sources.map(({ source }) => source),
  ))
    texts.push(text)
  return texts.join('')
}

/** Spans as texts, in an order that does not depend on the files: everything but the service's place. */
async function describeSpans(imported: ImportResult): Promise<string[]> {
  const { spans } = imported.dataset
  const lines: string[] = []
  for (let i = 0; i < spans.length; i++) {
    lines.push(await describeSpan(imported, i))
  }
  return lines.sort()
}

async function describeSpan({ dataset: { files, spans }, sources }: ImportResult, i: SpanIndex): Promise<string> {
  const file = spans.contexts.file[spans.context[i]]
  const details = await readSpanDetails(files[file].format, sources[file].source, spanLocation(spans, i))
  const { attributes, events, links, resource, scope, statusMessage, traceState, dropped } = details
  const isHalf = (row: SpanIndex) => row !== -1 && (spans.marks[row] & SHARED_HALF) !== 0
  const start = timeOrNone(startUnixNs(spans, i))
  const described = {
    // OTLP has no trace id of zeros; it is written with a word before it.
    trace: traceIdText(spans, spans.trace[i]).replace(/^trace-(?=0+$)/, ''),
    // The server's half of a shared id is written with an id of its own.
    id: hasShared(spans.marks) ? undefined : spanIdText(spans, i),
    parent: hasShared(spans.marks) ? undefined : parentIdText(spans, i),
    hasParent: spans.parent[i] !== -1,
    isOrphan: spans.parent[i] === -1 && parentIdText(spans, i) !== undefined && !isHalf(i),
    parentName: spans.parent[i] === -1 ? '' : textAt(spans, spans.name[spans.parent[i]]),
    isDuplicate: (spans.marks[i] & DUPLICATE_ID) !== 0,
    name: textAt(spans, spans.name[i]),
    service: serviceOf(textAt(spans, spans.service[i]), resource),
    kind: spans.kind[i],
    status: spans.status[i],
    start,
    // OTLP has no duration without a start.
    duration: start === undefined ? undefined : exactDurationNs(spans, i),
    attributes: sorted(attributes),
    events,
    links,
    // The service that a format keeps elsewhere becomes an attribute of the resource.
    resource: sorted(resource.filter(({ key }) => key !== 'service.name')),
    scope: scope ?? { name: '', version: '', attributes: [] },
    statusMessage,
    traceState,
    dropped,
  }
  return JSON.stringify(described, (_, value) =>
    typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : value,
  )
}

/** A service that only the resource names is one in OTLP, whatever the format it came from makes of it. */
function serviceOf(service: string, resource: readonly Attribute[]): string {
  const named = resource.find(({ key }) => key === 'service.name')?.value
  return service === UNKNOWN_SERVICE && named?.type === 'string' ? named.value : service
}

/** In OTLP a time of 0 says that there is none, so that what starts with the year 1970 has no start there. */
function timeOrNone(ns: bigint | undefined): bigint | undefined {
  return ns === 0n ? undefined : ns
}

const sharedOf = new WeakMap<Uint16Array, boolean>()

function hasShared(marks: Uint16Array): boolean {
  const known = sharedOf.get(marks) ?? marks.some((mark) => (mark & SHARED_HALF) !== 0)
  sharedOf.set(marks, known)
  return known
}

function sorted(attributes: readonly Attribute[]): Attribute[] {
  return [...attributes].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

async function expectRoundTrip(path: string): Promise<void> {
  const imported = await importFile(path)
  const text = await exportText(imported)
  expect(() => JSON.parse(text), path).not.toThrow()
  const again = await importInputs([{ name: 'again', source: textSource(text) }])
  if (imported.dataset.spans.length > 0) expect(again.dataset.files[0].format, path).toBe('otlp-json')
  // Halves of an id lose the mark with the id they shared.
  if (hasShared(imported.dataset.spans.marks)) sharedOf.set(again.dataset.spans.marks, true)
  expect(await describeSpans(again), path).toEqual(await describeSpans(imported))
}

const samples = readdirSync('public/samples').filter((name) => name !== 'index.json')

test.each(samples)('the sample %s is the same dataset after a round trip', async (name) => {
  await expectRoundTrip(`public/samples/${name}`)
})

const corpusFiles = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.parentPath !== corpus)
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(corpus.length + 1))
  : []

describe.skipIf(corpusFiles.length === 0)(
  'round trips of the shared corpus (skipped: ../shared/corpus is not there)',
  () => {
    test.each(corpusFiles)('%s', { timeout: 60_000 }, async (path) => {
      await expectRoundTrip(`${corpus}/${path}`)
    })
  },
)
