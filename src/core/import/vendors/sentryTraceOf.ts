import { type JsonObject, objectFrom } from '../fields/fields.ts'

/** The trace context of an event; empty where it has none. */
export function sentryTraceOf(fields: JsonObject): JsonObject {
  return objectFrom(objectFrom(fields.contexts)?.trace) ?? {}
}
