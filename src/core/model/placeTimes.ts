import type { KeptSpans } from './keepRows.ts'
import { NO_START, OFF_AXIS } from './spanMarks.ts'

/** Largest distance from an origin, in ns, at which doubles hold every whole number. */
const AXIS_NS = 2 ** 53

/** Origins by trace, offsets by row. */
export interface PlacedTimes {
  /** 0 where no start of the trace stands on the axis. */
  readonly originNs: BigInt64Array
  /** 1 where a start of the trace stands on the axis. */
  readonly hasOrigin: Uint8Array
  /** ns after the origin; 0 without a start and off the axis. */
  readonly startNs: Float64Array
}

/**
 * Chooses an origin for each trace: its earliest start among those within 2^53 ns of the median of its starts, so that
 * a stray zero or absurd time never stretches the axis. Starts that the axis does not hold are marked OFF_AXIS. Zeros
 * count for the median only where a trace has nothing else. O(rows), and a sort in traces that span more than 2^53 ns.
 */
export function placeTimes(kept: KeptSpans, traceCount: number): PlacedTimes {
  const originNs = new BigInt64Array(traceCount)
  const hasOrigin = new Uint8Array(traceCount)
  const startNs = new Float64Array(kept.length)
  chooseOrigins(kept, originNs, hasOrigin)
  const { marks, trace, startUnixNs } = kept
  const start = new SignedWords(startUnixNs)
  const origin = new SignedWords(originNs)
  for (let i = 0; i < kept.length; i++) {
    if ((marks[i] & NO_START) !== 0) continue
    const t = trace[i]
    const offset = start.minus(i, origin, t)
    if (offset >= 0 && offset <= AXIS_NS && hasOrigin[t] === 1) startNs[i] = offset
    else marks[i] |= OFF_AXIS
  }
  for (const i of kept.farStarts.keys()) {
    kept.marks[i] |= OFF_AXIS
    startNs[i] = 0
  }
  return { originNs, hasOrigin, startNs }
}

function chooseOrigins(kept: KeptSpans, originNs: BigInt64Array, hasOrigin: Uint8Array): void {
  const latestNs = new BigInt64Array(originNs.length)
  for (let i = 0; i < kept.length; i++) {
    if (!standsInWords(kept, i)) continue
    const trace = kept.trace[i]
    const start = kept.startUnixNs[i]
    if (hasOrigin[trace] === 0) {
      hasOrigin[trace] = 1
      originNs[trace] = start
      latestNs[trace] = start
    } else if (start < originNs[trace]) {
      originNs[trace] = start
    } else if (start > latestNs[trace]) {
      latestNs[trace] = start
    }
  }
  const wide = new Map<number, bigint[]>()
  for (let trace = 0; trace < originNs.length; trace++) {
    if (latestNs[trace] - originNs[trace] > BigInt(AXIS_NS)) wide.set(trace, [])
  }
  if (wide.size === 0) return
  for (let i = 0; i < kept.length; i++) {
    if (standsInWords(kept, i)) wide.get(kept.trace[i])?.push(kept.startUnixNs[i])
  }
  for (const [trace, starts] of wide) originNs[trace] = earliestNearMedian(starts)
}

function standsInWords(kept: KeptSpans, i: number): boolean {
  return (kept.marks[i] & NO_START) === 0 && (kept.farStarts.size === 0 || !kept.farStarts.has(i))
}

function earliestNearMedian(starts: readonly bigint[]): bigint {
  const sorted = BigInt64Array.from(starts).sort()
  const nonZero = sorted.filter((start) => start !== 0n)
  const median = nonZero[nonZero.length >> 1]
  const nearest = median - BigInt(AXIS_NS)
  return sorted.find((start) => start >= nearest) ?? median
}

/** A column of 64-bit numbers by its words, for differences without a bigint for each row. */
class SignedWords {
  readonly #low: Uint32Array
  readonly #high: Int32Array

  constructor({ buffer, byteOffset, length }: BigInt64Array) {
    this.#low = new Uint32Array(buffer, byteOffset, 2 * length)
    this.#high = new Int32Array(buffer, byteOffset, 2 * length)
  }

  /** Exact up to 2^53, beyond that rounded as any number is. Words lie low first, as on every machine that browsers run on. */
  minus(i: number, other: SignedWords, j: number): number {
    return (this.#high[2 * i + 1] - other.#high[2 * j + 1]) * 2 ** 32 + (this.#low[2 * i] - other.#low[2 * j])
  }
}
