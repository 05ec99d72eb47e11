import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type RecordingSink, recordingSink } from '../../testing/recordingSink.ts'
import { type ByteSource, bytesSource } from '../model/byteSource.ts'
import { formatById, rankFormats } from './formats.ts'
import { readProbe } from './probe.ts'

interface Expected {
  readonly format: string
  readonly records: number
  readonly traces: number
  readonly serviceNames: readonly string[]
  readonly minStartNs: string | null
  readonly maxEndNs: string | null
  readonly errors: number
  readonly roots: number
  readonly spans: number
  readonly usable: boolean
}

const SHARED = new URL('../../../../shared/', import.meta.url)
const isThere = existsSync(new URL('corpus/expected.json', SHARED))
const OURS = new Set(['jaeger', 'zipkin-v2', 'flat-us', 'flat-ndjson'])
const expectations: [string, Expected][] = isThere
  ? Object.entries<Expected>(JSON.parse(readFileSync(new URL('corpus/expected.json', SHARED), 'utf8')))
  : []

function open(path: string): ByteSource {
  return bytesSource(readFileSync(new URL(path, SHARED)))
}

async function read(path: string, id: string): Promise<RecordingSink> {
  const sink = recordingSink()
  await formatById(id)?.read(open(path), sink)
  return sink
}

/** Records of one span (id and, in Zipkin, half) as one, as the oracle counts. */
function figures(sink: RecordingSink, isZipkin: boolean) {
  const clients = new Set(sink.spans.filter((span) => span.kind === 3).map((span) => `${span.traceId} ${span.spanId}`))
  const keyOf = (span: RecordingSink['spans'][number]) => {
    const id = `${span.traceId} ${span.spanId}`
    return isZipkin && (span.sharedHalf || (span.kind === 2 && clients.has(id))) ? `${id} server` : id
  }
  const ids = new Map<string, RecordingSink['spans']>()
  for (const span of sink.spans) ids.set(keyOf(span), [...(ids.get(keyOf(span)) ?? []), span])
  const starts = sink.spans.flatMap((span) => span.startUnixNs ?? [])
  const ends = sink.spans.flatMap((span) =>
    span.startUnixNs === undefined ? [] : span.startUnixNs + (span.durationNs ?? 0n),
  )
  const inOrder = (values: readonly bigint[]) => [...values].sort((a, b) => Number(a - b)).map(String)
  return {
    records: sink.spans.length,
    spans: ids.size,
    traces: new Set(sink.spans.map((span) => span.traceId)).size,
    serviceNames: [...new Set(sink.spans.flatMap((span) => sink.serviceOf(span) ?? []))].sort(),
    minStartNs: inOrder(starts).at(0) ?? null,
    maxEndNs: inOrder(ends).at(-1) ?? null,
    errors: [...ids.values()].filter((parts) => parts.some((span) => span.status === 2)).length,
  }
}

describe.skipIf(!isThere)('real dumps (skipped where ../shared does not exist)', () => {
  const own = expectations.filter(([, expected]) => OURS.has(expected.format) && expected.usable)
  test.each(own)('%s is recognised and read', async (path, expected) => {
    const probe = await readProbe(open(path))
    expect(rankFormats(probe)[0]?.format.id).toBe(expected.format)
    const found = figures(await read(path, expected.format), expected.format === 'zipkin-v2')
    const { records, spans, traces, serviceNames, minStartNs, maxEndNs, errors } = expected
    expect(found).toEqual({ records, spans, traces, serviceNames, minStartNs, maxEndNs, errors })
  })

  const foreign = expectations.filter(([, expected]) => !OURS.has(expected.format))
  test.each(foreign)('%s is not taken for ours with confidence', async (path) => {
    const probe = await readProbe(open(path))
    const own = rankFormats(probe).filter(({ format }) => OURS.has(format.id))
    expect(own[0]?.score ?? 0).toBeLessThanOrEqual(0.5)
  })
})
