import { unixNsText } from '../core/lab/labSpan.ts'
import type { SourceNames } from '../core/lab/redMetrics.ts'
import type { LabEntry } from '../core/lab/redTruth.ts'

/** When the counters are written, in ns after the lab's epoch. */
interface WriteTimes {
  readonly fromNs: number
  readonly toNs: number
  readonly stepNs: number
}

/** Buckets grow by 2^(2^-3), about 9 %. */
const SCHEMA = 3

/** Requests of one set of labels, counted since the begin. */
interface Stream {
  readonly labels: readonly (readonly [string, string])[]
  count: number
  sum: number
  /** Counts by bucket: bucket i ends at base^i. */
  readonly buckets: Map<number, number>
  readonly calls: Message[]
  readonly durations: Message[]
}

/**
 * A remote-write request (prompb/remote.proto and types.proto of Prometheus, in a Snappy block) with the calls of all
 * requests, and their durations as native histograms.
 */
export function writeRemote(
  entries: readonly LabEntry[],
  { fromNs, toNs, stepNs }: WriteTimes,
  sources: Iterable<SourceNames>,
): Uint8Array {
  const endOf = ({ startNs, durationNs }: LabEntry) => startNs + durationNs
  const counted = entries.filter((entry) => endOf(entry) > fromNs).sort((a, b) => endOf(a) - endOf(b))
  const request = new Message()
  for (const source of sources) {
    const streams = new Map<string, Stream>()
    for (const entry of counted) for (const failed of [false, true]) streamOf(streams, source, { ...entry, failed })
    let next = 0
    for (let atNs = fromNs; atNs <= toNs; atNs += stepNs) {
      for (; next < counted.length && endOf(counted[next]) <= atNs; next++) {
        count(streamOf(streams, source, counted[next]), counted[next].durationNs / source.unitNs)
      }
      const timeMs = Number(unixNsText(atNs).slice(0, -6))
      for (const stream of streams.values()) tell(stream, timeMs)
    }
    for (const { labels, calls, durations } of streams.values()) {
      request.message(1, seriesOf(source.calls, labels, 2, calls))
      request.message(1, seriesOf(source.durations, labels, 4, durations))
    }
  }
  return snappyBlock(request.bytes())
}

function streamOf(streams: Map<string, Stream>, { labels }: SourceNames, entry: LabEntry): Stream {
  const pairs = Object.entries(labels(entry))
  const key = JSON.stringify(pairs)
  let stream = streams.get(key)
  if (stream === undefined) {
    stream = { labels: pairs, count: 0, sum: 0, buckets: new Map(), calls: [], durations: [] }
    streams.set(key, stream)
  }
  return stream
}

function count(stream: Stream, value: number): void {
  const bucket = Math.ceil(Math.log2(value) * 2 ** SCHEMA)
  stream.count++
  stream.sum += value
  stream.buckets.set(bucket, (stream.buckets.get(bucket) ?? 0) + 1)
}

function tell({ count, sum, buckets, calls, durations }: Stream, timeMs: number): void {
  calls.push(new Message().double(1, count).varint(2, timeMs))
  const histogram = new Message().varint(1, count).double(3, sum).varint(4, zigzag(SCHEMA)).double(5, 1e-9).varint(6, 0)
  const filled = [...buckets.keys()].sort((a, b) => a - b)
  const deltas = new Message()
  let [last, before] = [0, 0]
  filled.forEach((bucket, k) => {
    // Each bucket is a span of its own: its distance from the one before it, and a length of 1.
    const offset = k === 0 ? bucket : bucket - last - 1
    histogram.message(11, new Message().varint(1, zigzag(offset)).varint(2, 1))
    const here = buckets.get(bucket) ?? 0
    deltas.raw(zigzag(here - before))
    ;[last, before] = [bucket, here]
  })
  durations.push(histogram.message(12, deltas).varint(15, timeMs))
}

function seriesOf(name: string, labels: Stream['labels'], field: number, points: readonly Message[]): Message {
  const series = new Message()
  const all: (readonly [string, string])[] = [['__name__', name], ...labels]
  for (const [label, value] of all.sort(([a], [b]) => (a < b ? -1 : 1))) {
    series.message(1, new Message().text(1, label).text(2, value))
  }
  for (const point of points) series.message(field, point)
  return series
}

const zigzag = (n: number) => (n < 0 ? -2 * n - 1 : 2 * n)

/** A protobuf message that is being written. */
class Message {
  readonly #bytes: number[] = []

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes)
  }

  raw(value: number): this {
    for (let rest = value; ; rest = Math.floor(rest / 128)) {
      if (rest < 128) {
        this.#bytes.push(rest)
        return this
      }
      this.#bytes.push((rest % 128) | 128)
    }
  }

  varint(field: number, value: number): this {
    return this.raw(field * 8).raw(value)
  }

  double(field: number, value: number): this {
    this.raw(field * 8 + 1)
    this.#bytes.push(...new Uint8Array(Float64Array.of(value).buffer))
    return this
  }

  text(field: number, text: string): this {
    return this.#sized(field, new TextEncoder().encode(text))
  }

  message(field: number, message: Message): this {
    return this.#sized(field, message.#bytes)
  }

  #sized(field: number, content: ArrayLike<number>): this {
    this.raw(field * 8 + 2).raw(content.length)
    for (let k = 0; k < content.length; k++) this.#bytes.push(content[k])
    return this
  }
}

const LITERAL = 65_536

/** A Snappy block (its format description) of nothing but literals. */
function snappyBlock(bytes: Uint8Array): Uint8Array {
  const parts = [new Message().raw(bytes.length).bytes()]
  for (let at = 0; at < bytes.length; at += LITERAL) {
    const literal = bytes.subarray(at, at + LITERAL)
    // A tag of 61: the length less one follows in two bytes.
    parts.push(Uint8Array.of(61 << 2, (literal.length - 1) & 255, (literal.length - 1) >> 8), literal)
  }
  const block = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    block.set(part, at)
    at += part.length
  }
  return block
}
