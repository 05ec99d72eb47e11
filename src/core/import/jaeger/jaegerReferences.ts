import { type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { parentIdFrom, spanIdFrom, traceIdFrom } from '../fields/readIds.ts'

/** A reference of a Jaeger span to another one. */
export interface JaegerReference {
  readonly type: string
  readonly traceId: string
  readonly spanId: string
}

/** The references of a span, sorted out. */
export interface JaegerParentage {
  /** Undefined: none is named. */
  readonly parentSpanId: string | undefined
  /** True where the legacy field `parentSpanID` is no id. */
  readonly unusableParent: boolean
  /** All references but the one that names the parent. */
  readonly links: readonly JaegerReference[]
}

/**
 * Parent is the first CHILD_OF of the same trace, else the first FOLLOWS_FROM of the same trace, else `parentSpanID`
 * (jaeger model/span.go, `ParentSpanID`). What is embedded in a reference is not looked at.
 */
export function readParentage(span: JsonObject, traceId: string): JaegerParentage {
  const references = listFrom(span.references).map(readReference)
  const usable = references.filter((reference) => reference !== undefined)
  const ofTrace = (type: string) => usable.find((one) => one.type === type && isSameTrace(one.traceId, traceId))
  const parent = ofTrace('CHILD_OF') ?? ofTrace('FOLLOWS_FROM')
  if (parent !== undefined) {
    return { parentSpanId: parent.spanId, unusableParent: false, links: usable.filter((one) => one !== parent) }
  }
  const legacy = parentIdFrom(span.parentSpanID, 'hex')
  if (legacy === 'unusable') return { parentSpanId: undefined, unusableParent: true, links: usable }
  return { parentSpanId: legacy?.id, unusableParent: false, links: usable }
}

function readReference(value: unknown): JaegerReference | undefined {
  const reference = objectFrom(value)
  const traceId = traceIdFrom(reference?.traceID, 'hex')
  const spanId = spanIdFrom(reference?.spanID, 'hex')
  if (reference === undefined || traceId === undefined || spanId === undefined) return undefined
  return { type: (textFrom(reference.refType) ?? 'CHILD_OF').toUpperCase(), traceId: traceId.id, spanId }
}

/** Equal, or one side knows only the low 64 bits. */
function isSameTrace(a: string, b: string): boolean {
  if (a === b) return true
  const zeros = '0000000000000000'
  return (a.startsWith(zeros) || b.startsWith(zeros)) && a.length === b.length && a.slice(16) === b.slice(16)
}
