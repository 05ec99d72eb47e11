import type { JsonObject } from '../fields/fields.ts'
import type { ErrorTag } from './jaegerTags.ts'

/** How one store or wire of Jaeger writes spans; readers know the notation of its UI. */
export interface JaegerDialect {
  /** Tells a span by its own keys. */
  isSpan(keys: ReadonlySet<string>): boolean
  /** A span in the notation of the UI; undefined for an object that is none and should be passed over. */
  span(object: JsonObject): JsonObject | undefined
  /** A process in the notation of the UI. */
  process(object: JsonObject): JsonObject
  /** True where spans may share a process that stands beside them. */
  readonly hasBatches: boolean
  readonly errorTag: ErrorTag
}

/** The notation of Jaeger's UI and query service. */
export const PLAIN_JAEGER: JaegerDialect = {
  isSpan: (keys) => keys.has('spanID') && keys.has('operationName'),
  span: (span) => span,
  process: (process) => process,
  hasBatches: false,
  errorTag: 'status',
}
