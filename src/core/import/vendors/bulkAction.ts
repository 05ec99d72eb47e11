import { isJsonObject, type JsonObject } from '../fields/fields.ts'

const ACTIONS: ReadonlySet<string> = new Set(['index', 'create', 'update', 'delete'])

/** True for a line that says what to do with the next one (Elasticsearch and OpenSearch bulk API): `{"index":{…}}`. */
export function isBulkAction(object: JsonObject): boolean {
  const keys = Object.keys(object)
  return keys.length === 1 && ACTIONS.has(keys[0]) && isJsonObject(object[keys[0]])
}
