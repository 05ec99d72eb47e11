import { hasTime, type Survey } from './survey.ts'

/** Why a span may have lost its parent to the edge of a capture. */
export interface EdgeCut {
  readonly reason: 'captureStart' | 'captureEnd'
  /** How far from the edge the span lies, in ns. */
  readonly marginNs: number
}

/** A capture of fewer traces has no edge: it was fetched, not cut. */
const LEAST_TRACES = 20
const LEAST_CHILDREN = 20
/** The capture must be this many times longer than what is cut off. */
const LEAST_LENGTH = 10
/** At a hard edge, at least this share of the usual number of spans ends there. */
const HARD = 0.5
/** Absent parents that crowd at the start: at least so many, and so many times more than elsewhere. */
const LEAST_CROWD = 3
const CROWD = 5
const STEPS = 64

/**
 * Finds the edges of a capture: how long before their children parents start and how long after them they end (99 of
 * 100, by service), and whether the traffic stops short there as it does in a file that was cut.
 */
export class CaptureEdges {
  readonly #survey: Survey
  readonly #startNs: number
  readonly #endNs: number
  /** By service: a histogram of log2 of the time in ns, in quarters. */
  readonly #leads = new Map<number, Uint32Array>()
  readonly #tails = new Map<number, Uint32Array>()
  readonly #isLong: boolean

  constructor(survey: Survey) {
    const { spans, atNs, endNs } = survey
    this.#survey = survey
    let start = Number.POSITIVE_INFINITY
    let end = Number.NEGATIVE_INFINITY
    for (let i = 0; i < spans.length; i++) {
      if (!hasTime(spans, i)) continue
      start = Math.min(start, atNs[i])
      end = Math.max(end, endNs[i])
      const up = spans.parent[i]
      if (up === -1 || !hasTime(spans, up)) continue
      count(this.#leads, spans.service[i], atNs[i] - atNs[up])
      count(this.#tails, spans.service[i], endNs[up] - endNs[i])
    }
    this.#startNs = start
    this.#endNs = end
    this.#isLong = spans.traces.length >= LEAST_TRACES
  }

  /** Whether the parent of a span probably lies beyond an edge; undefined where it does not. */
  cut(span: number): EdgeCut | undefined {
    const { spans, atNs, endNs } = this.#survey
    if (!this.#isLong || !hasTime(spans, span)) return undefined
    const service = spans.service[span]
    const lengthNs = this.#endNs - this.#startNs
    const lead = this.#usual(this.#leads, service)
    const sinceStart = atNs[span] - this.#startNs
    if (lead !== undefined && sinceStart < lead && lead * LEAST_LENGTH < lengthNs && this.#isHard(lead, true)) {
      return { reason: 'captureStart', marginNs: sinceStart }
    }
    const tail = this.#usual(this.#tails, service)
    const untilEnd = this.#endNs - endNs[span]
    if (tail !== undefined && untilEnd < tail && tail * LEAST_LENGTH < lengthNs && this.#isHard(tail, false)) {
      return { reason: 'captureEnd', marginNs: untilEnd }
    }
    return undefined
  }

  readonly #known = new Map<Uint32Array, number | undefined>()

  #usual(histograms: ReadonlyMap<number, Uint32Array>, service: number): number | undefined {
    const histogram = histograms.get(service)
    if (histogram === undefined) return undefined
    if (!this.#known.has(histogram)) this.#known.set(histogram, ninetyNinth(histogram))
    return this.#known.get(histogram)
  }

  readonly #hard = new Map<number, boolean>()

  /** Whether as much traffic ends right at an edge as elsewhere. */
  #isHard(widthNs: number, isStart: boolean): boolean {
    const key = isStart ? widthNs : -widthNs
    const known = this.#hard.get(key)
    if (known !== undefined) return known
    const { spans, endNs } = this.#survey
    let near = 0
    for (let i = 0; i < spans.length; i++) {
      const distance = isStart ? endNs[i] - this.#startNs : this.#endNs - endNs[i]
      if (distance < widthNs) near++
    }
    const usual = (spans.length * widthNs) / (this.#endNs - this.#startNs)
    const isHard = near >= HARD * usual || (isStart && this.#crowdsAtStart(widthNs))
    this.#hard.set(key, isHard)
    return isHard
  }

  /** Whether more parents are absent right at the start than later, as where spans were chosen by when they began. */
  #crowdsAtStart(widthNs: number): boolean {
    const { forest, atNs } = this.#survey
    let near = 0
    let others = 0
    for (let at = 0; at < forest.length; at++) {
      if (forest.order[at] >= 0) continue
      if (atNs[forest.order[at + 1]] - this.#startNs < widthNs) near++
      else others++
    }
    const elsewhere = (others * widthNs) / (this.#endNs - this.#startNs - widthNs)
    return near >= LEAST_CROWD && near >= CROWD * elsewhere
  }
}

function count(histograms: Map<number, Uint32Array>, service: number, ns: number): void {
  const histogram = histograms.get(service) ?? new Uint32Array(4 * STEPS)
  if (!histograms.has(service)) histograms.set(service, histogram)
  histogram[ns <= 1 ? 0 : Math.min(4 * STEPS - 1, Math.floor(4 * Math.log2(ns)))]++
}

function ninetyNinth(histogram: Uint32Array): number | undefined {
  const total = histogram.reduce((sum, n) => sum + n, 0)
  if (total < LEAST_CHILDREN) return undefined
  let seen = 0
  for (let step = 0; step < histogram.length; step++) {
    seen += histogram[step]
    if (seen >= 0.99 * total) return 2 ** ((step + 1) / 4)
  }
  return undefined
}
