import type { SpanDetails } from '../model/details.ts'
import { KIND_UNSPECIFIED, STATUS_ERROR, UNKNOWN_SERVICE } from '../model/spanTable.ts'
import { attributeText } from './fields/fields.ts'

/** A span as it is compared with one of another format. */
export interface ComparedSpan {
  /** '' for none. */
  readonly service: string
  readonly name: string
  readonly kind: number
  readonly status: number
  /** '' for none. */
  readonly parentSpanId: string
  readonly startUnixNs: bigint | undefined
  readonly durationNs: bigint | undefined
  readonly details: SpanDetails
}

const NS_PER_US = 1000n

/**
 * Whether spans of two formats that share their ids are one span told twice. Compared is what every format can carry:
 * the service and kind where both name one, the name but for its case (Zipkin writes it in lower case), the parent,
 * error or none, start and duration to the µs, and the text of each attribute that both have. What only one of them
 * has, a format may have left out.
 */
export function saysTheSame(a: ComparedSpan, b: ComparedSpan): boolean {
  return (
    a.name.toLowerCase() === b.name.toLowerCase() &&
    a.parentSpanId === b.parentSpanId &&
    isSameOr(a.kind, b.kind, KIND_UNSPECIFIED) &&
    isSameOr(serviceOf(a), serviceOf(b), '') &&
    (a.status === STATUS_ERROR) === (b.status === STATUS_ERROR) &&
    isSameTime(a.startUnixNs, b.startUnixNs) &&
    isSameTime(a.durationNs, b.durationNs) &&
    haveSameValues(a.details, b.details)
  )
}

/**
 * How much a span tells beyond its columns: of two that say the same, the one that tells more is kept. A key counts
 * once, though Zipkin has the tags of a resource on each span as well; between two that tell as much, times finer than
 * µs decide.
 */
export function tellingOf({ details, startUnixNs, durationNs }: ComparedSpan): number {
  const { attributes, events, links, resource } = details
  const keys = new Set([...attributes, ...resource].map(({ key }) => key))
  return keys.size + events.length + links.length + (isFine(startUnixNs) || isFine(durationNs) ? 0.5 : 0)
}

const isFine = (ns: bigint | undefined) => ns !== undefined && ns % NS_PER_US !== 0n

function isSameOr<T>(a: T, b: T, nothing: T): boolean {
  return a === b || a === nothing || b === nothing
}

function serviceOf({ service }: ComparedSpan): string {
  return service === UNKNOWN_SERVICE ? '' : service
}

/** Formats that count µs round either way. */
function isSameTime(a: bigint | undefined, b: bigint | undefined): boolean {
  if (a === undefined || b === undefined) return true
  const apart = a > b ? a - b : b - a
  return apart < NS_PER_US
}

function haveSameValues(a: SpanDetails, b: SpanDetails): boolean {
  const known = new Map(a.attributes.map(({ key, value }) => [key, bareText(attributeText(value))]))
  return b.attributes.every(({ key, value }) => {
    const text = known.get(key)
    return text === undefined || text === bareText(attributeText(value))
  })
}

/** Lists as one text, however they are written: `["a","b"]` and `a,b`. */
function bareText(text: string): string {
  return text.replace(/["[\]\s]/g, '')
}
