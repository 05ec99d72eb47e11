import { field, isJsonObject, type JsonObject } from '../fields/fields.ts'
import type { Probe } from '../format.ts'

/** Keys of an ExportTraceServiceRequest (trace.proto, `TracesData`). */
export const REQUEST_KEYS = ['resourceSpans', 'resource_spans']
/** Keys of the scopes of a ResourceSpans, the names before OTLP 0.9 last. */
export const SCOPES_KEYS = ['scopeSpans', 'scope_spans', 'instrumentationLibrarySpans', 'instrumentation_library_spans']

const MAX_ELEMENTS = 20

/** The documents of a probe, and the first elements of those that are arrays. */
export function documentsOf({ values }: Probe): JsonObject[] {
  return values
    .flatMap((value) => (Array.isArray(value) ? value.slice(0, MAX_ELEMENTS) : [value]))
    .filter((value): value is JsonObject => isJsonObject(value))
}

/** The first of the keys that one of the objects has. */
export function keyIn(objects: readonly JsonObject[], keys: readonly string[]): string | undefined {
  return keys.find((key) => objects.some((object) => field(object, key) !== undefined))
}

/** The objects under a key of those objects, be it one or a list of them. */
export function objectsAt(objects: readonly JsonObject[], ...keys: readonly string[]): JsonObject[] {
  return objects
    .flatMap((object) => [field(object, ...keys)].flat().slice(0, MAX_ELEMENTS))
    .filter((value): value is JsonObject => isJsonObject(value))
}
