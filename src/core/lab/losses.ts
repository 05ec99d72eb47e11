import { type LabSpan, serviceOf } from './labSpan.ts'

/** What a capture holds that began and ended in the middle of the traffic: spans that lie wholly within. Linear. */
export function cutCapture(spans: readonly LabSpan[], fromNs: number, toNs: number): LabSpan[] {
  return spans.filter(({ startNs = 0, endNs = 0 }) => startNs >= fromNs && endNs <= toNs)
}

/** What is left where a service samples by itself: it writes this share of the traces, told by their ids. Linear. */
export function sampleApart(spans: readonly LabSpan[], service: string, share: number): LabSpan[] {
  return spans.filter((span) => serviceOf(span) !== service || drawOf(span.traceId) < share)
}

/** What is left where a service can export nothing of what ends in these stretches of time. Linear in both. */
export function dropInBursts(
  spans: readonly LabSpan[],
  service: string,
  bursts: readonly (readonly [fromNs: number, toNs: number])[],
): LabSpan[] {
  const isLost = (endNs: number) => bursts.some(([fromNs, toNs]) => endNs >= fromNs && endNs < toNs)
  return spans.filter((span) => serviceOf(span) !== service || !isLost(span.endNs ?? 0))
}

/**
 * What a sampling collector leaves that decides about a trace this long after it began and forgets the decision: what ends
 * later is lost, but for this share of the traces, whose decision is still known. Linear.
 */
export function dropLate(spans: readonly LabSpan[], decisionWaitNs: number, remembered: number): LabSpan[] {
  const beginNs = new Map<string, number>()
  for (const { traceId, startNs = 0 } of spans) {
    beginNs.set(traceId, Math.min(startNs, beginNs.get(traceId) ?? Number.POSITIVE_INFINITY))
  }
  return spans.filter(({ traceId, endNs = 0 }) => {
    const isLate = endNs > (beginNs.get(traceId) ?? 0) + decisionWaitNs
    return !isLate || drawOf(traceId) < remembered
  })
}

/** A number from 0 to 1 that is the same for every span of a trace. */
function drawOf(traceId: string): number {
  return Number.parseInt(traceId.slice(-8), 16) / 2 ** 32
}
