import { isJsonObject, type JsonObject, textFrom } from '../fields/fields.ts'

/**
 * A field of an ECS document by its dotted path: dots may be nesting or part of a key, and a value may stand alone in an
 * array (`fields` of search hits). Undefined for absent and null.
 */
export function ecsField(document: JsonObject, path: string): unknown {
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const key = path.slice(0, end)
    if (!Object.hasOwn(document, key)) continue
    const value = alone(document[key])
    if (end === path.length) return value ?? undefined
    const found = isJsonObject(value) ? ecsField(value, path.slice(end + 1)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** A field as text. See {@link ecsField}. */
export function ecsText(document: JsonObject, path: string): string | undefined {
  return textFrom(ecsField(document, path))
}

function alone(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value
}
