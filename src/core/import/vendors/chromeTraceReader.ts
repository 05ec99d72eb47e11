import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import type { ContextIndex } from '../../model/spanTable.ts'
import { hashBytes } from '../bytes/hashBytes.ts'
import { attributeFromJson, field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { plainAttributes } from '../fields/plainDetails.ts'
import type { FormatReader } from '../format.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { walkSpanObjects } from '../spanObjects.ts'
import { ChromeTracks, type Slice } from './chromeTracks.ts'

/** Reads {@link chromeTrace}. */
export const chromeTraceReader: FormatReader = { read: readChromeTrace, readDetails: readEventDetails }

async function readChromeTrace(source: ByteSource, sink: SpanSink): Promise<void> {
  const tracks = new ChromeTracks(sink.report)
  await walkSpanObjects(
    source,
    sink,
    (keys) => keys.has('ph'),
    (event, range) => tracks.addEvent(event, range),
  )
  const traceId = await traceIdOf(source)
  const contexts = new ChromeContexts(sink, tracks)
  for (const [i, slice] of tracks.finish().entries()) addSpan(slice, i, traceId, contexts.contextOf(slice), sink)
}

function addSpan(slice: Slice, index: number, traceId: string, context: ContextIndex, sink: SpanSink): void {
  const at = { byte: slice.range.byte, line: slice.range.line }
  const { startNs, endNs } = slice
  const durationNs = startNs === undefined || endNs === undefined ? undefined : endNs - startNs
  if (startNs === undefined) sink.report('time.missing', at)
  if (durationNs === undefined) sink.report('time.unfinished', at)
  else if (durationNs < 0n) sink.report('time.order', at)
  sink.addSpan({
    traceId,
    spanId: idOf(index),
    parentSpanId: slice.parent === -1 ? undefined : idOf(slice.parent),
    name: slice.name,
    kind: 0,
    status: 0,
    startUnixNs: startNs,
    durationNs,
    flags: 0,
    context,
    at,
    byteLength: slice.range.byteLength,
  })
}

function idOf(index: number): string {
  return (index + 1).toString(16).padStart(16, '0')
}

/** What the trace id is made from, so that a file read twice is one trace. */
const HASHED_BYTES = 64 * 1024

async function traceIdOf(source: ByteSource): Promise<string> {
  const bytes = await source.read(0, Math.min(source.size, HASHED_BYTES)).catch(() => new Uint8Array(0))
  const words = hashBytes(bytes).split('.').slice(0, 2)
  return words
    .map((word) => Number(word).toString(16).padStart(8, '0'))
    .join('')
    .padStart(32, 'c')
}

/** One context for each thread: its process as resource, its name in place of the scope. */
class ChromeContexts {
  readonly #sink: SpanSink
  readonly #tracks: ChromeTracks
  readonly #contexts = new Map<string, ContextIndex>()

  constructor(sink: SpanSink, tracks: ChromeTracks) {
    this.#sink = sink
    this.#tracks = tracks
  }

  contextOf({ pid, tid }: Slice): ContextIndex {
    const key = `${pid} ${tid}`
    const known = this.#contexts.get(key)
    if (known !== undefined) return known
    const context = this.#sink.openContext()
    this.#contexts.set(key, context)
    const process = this.#tracks.processes.get(pid)
    const thread = this.#tracks.threads.get(key)
    this.#sink.describeContext(context, {
      service: process?.name || `process ${pid}`,
      ...(process && { resource: process.range }),
      ...(thread && { scope: thread.range }),
    })
    return context
  }
}

async function readEventDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const [value, process, thread] = await Promise.all([
    readJsonAt(source, location.span),
    readJsonAt(source, location.resource),
    readJsonAt(source, location.scope),
  ])
  const event = objectFrom(value)
  if (event === undefined) return NO_DETAILS
  const told = [
    ['category', field(event, 'cat')],
    ['thread.id', field(event, 'tid')],
    ['thread.name', nameIn(objectFrom(thread))],
  ] as const
  const resource = [
    ['process.pid', field(event, 'pid')],
    ['service.name', nameIn(objectFrom(process))],
  ] as const
  return {
    ...NO_DETAILS,
    attributes: [...plainAttributes(event.args), ...given(told)],
    resource: given(resource),
  }
}

function given(pairs: readonly (readonly [string, unknown])[]): Attribute[] {
  return pairs.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: attributeFromJson(value) }]))
}

function nameIn(metadata: JsonObject | undefined): string | undefined {
  return textFrom(objectFrom(metadata?.args)?.name)
}
