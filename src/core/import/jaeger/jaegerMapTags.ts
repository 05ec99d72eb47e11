import { objectFrom } from '../fields/fields.ts'

/**
 * Tags that Jaeger's Elasticsearch storage keeps as a map, `{"http@status_code": 200}`, as a list of tags; the dots of
 * keys are written `@` there.
 */
export function mapTags(map: unknown): { readonly key: string; readonly value: unknown }[] {
  return Object.entries(objectFrom(map) ?? {}).map(([key, value]) => ({ key: key.replaceAll('@', '.'), value }))
}
