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
  for (let i = 0; i < kept.length; i++) {
    if ((kept.marks[i] & NO_START) !== 0) continue
    const offset = Number(kept.startUnixNs[i] - originNs[kept.trace[i]])
    if (offset >= 0 && offset <= AXIS_NS && hasOrigin[kept.trace[i]] === 1) startNs[i] = offset
    else kept.marks[i] |= OFF_AXIS
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
