import type { WindowNs } from './view.ts'

/** A window `factor` times as long; the time at `share` of it (0 to 1) stays where it is. */
export function zoomWindow([from, to]: WindowNs, factor: number, share = 0.5): WindowNs {
  const length = to - from
  const fixed = from + length * share
  return [fixed - length * factor * share, fixed + length * factor * (1 - share)]
}

/** A window moved by a share of its length. */
export function panWindow([from, to]: WindowNs, share: number): WindowNs {
  const by = (to - from) * share
  return [from + by, to + by]
}
