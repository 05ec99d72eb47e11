import type { AttributeList } from '../fields/attributeList.ts'
import { attributeFromJson, isJsonObject, type JsonObject } from '../fields/fields.ts'

/** Objects inside one another whose members become attributes of their own; deeper ones stay maps. */
const MAX_FLATTENED = 8

/**
 * Adds the members of nested objects as attributes whose keys are the way to them, joined by dots. Null says nothing and
 * is left out, so is what `isTold` says of a key; an object that is told is left out with all its members. O(members).
 */
export function addFlattened(
  list: AttributeList,
  object: JsonObject,
  isTold: (key: string) => boolean,
  prefix = '',
  depth = 1,
): void {
  for (const [name, value] of Object.entries(object)) {
    const key = prefix + name
    if (value === null || isTold(key)) continue
    if (isJsonObject(value) && depth < MAX_FLATTENED) addFlattened(list, value, isTold, `${key}.`, depth + 1)
    else list.add(key, attributeFromJson(value))
  }
}

/** Nothing is told. */
export const nothingTold = () => false
