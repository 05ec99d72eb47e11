import { isJsonObject, type JsonObject } from './fields/fields.ts'
import type { Probe } from './format.ts'

const MAX_LOOKED_AT = 2000
/** Elements of one array that are looked at. */
const MAX_ELEMENTS = 20

/**
 * The objects of a probe, outer ones before inner ones, until `visit` returns true for one of them. Bounded: of arrays the
 * first elements, of all at most some thousand.
 */
export function findProbeObject(probe: Probe, visit: (object: JsonObject) => boolean): JsonObject | undefined {
  const queue: unknown[] = [...probe.values]
  for (let i = 0; i < queue.length && i < MAX_LOOKED_AT; i++) {
    const value = queue[i]
    if (Array.isArray(value)) queue.push(...value.slice(0, MAX_ELEMENTS))
    if (!isJsonObject(value)) continue
    if (visit(value)) return value
    for (const key of Object.keys(value)) if (queue.length < MAX_LOOKED_AT) queue.push(value[key])
  }
  return undefined
}
