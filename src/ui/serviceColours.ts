import { type ScaleOrdinal, scaleOrdinal } from 'd3-scale'
import type { SpanTable } from '../core/model/spanTable.ts'

/** Custom properties of theme.css that services are drawn in. */
const SERVICE_COLOURS = Array.from({ length: 11 }, (_, n) => `var(--s${n})`)

/** Colours of services, by TextIndex of the service's name: fixed for a dataset, so that a colour never moves. */
export type ServiceColours = ScaleOrdinal<number, string>

const known = new WeakMap<SpanTable, ServiceColours>()

/** The colours of a dataset's services, in order of first appearance. */
export function serviceColours(spans: SpanTable): ServiceColours {
  const made = known.get(spans)
  if (made !== undefined) return made
  const colours = scaleOrdinal<number, string>(new Set(spans.contexts.service), SERVICE_COLOURS)
  known.set(spans, colours)
  return colours
}
