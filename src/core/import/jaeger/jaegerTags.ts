import type { AttributeValue } from '../../model/details.ts'
import { readArrayText } from '../fields/arrayText.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { attributeFromJson, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { NumberText } from '../json/parseJson.ts'

/** Kinds as the `span.kind` tag has them (OpenTracing semantic conventions), by OTLP number. */
const KINDS: ReadonlyMap<string, number> = new Map([
  ['unspecified', 0],
  ['internal', 1],
  ['server', 2],
  ['client', 3],
  ['producer', 4],
  ['consumer', 5],
])

const STATUSES: ReadonlyMap<string, number> = new Map([
  ['UNSET', 0],
  ['OK', 1],
  ['ERROR', 2],
])

/** OTLP number of a kind in any case; undefined for an unknown one. */
export function kindFromTag(kind: string): number | undefined {
  return KINDS.get(kind.toLowerCase())
}

/** OTLP number of an `otel.status_code` tag; undefined for an unknown one. */
export function statusFromTag(code: string): number | undefined {
  return STATUSES.get(code.toUpperCase())
}

/** What a tag `error` that is true says: the status of the span, or no more than any other tag. */
export type ErrorTag = 'status' | 'attribute'

/** What the tags of a Jaeger span say about its columns. */
export interface TagSummary {
  readonly kind: number
  /** The `span.kind` tag where it is no kind. */
  readonly unknownKind: string | undefined
  readonly status: number
  /** The `otel.status_code` tag where it is no status. */
  readonly unknownStatus: string | undefined
}

/**
 * Kind from the tag `span.kind`; status from `otel.status_code`, else ERROR where `error` is true or "true"
 * (OpenTelemetry specification, trace/sdk_exporters/jaeger.md).
 */
export function summarizeTags(tags: unknown, errorTag: ErrorTag = 'status'): TagSummary {
  let kind: number | undefined
  let unknownKind: string | undefined
  let status: number | undefined
  let unknownStatus: string | undefined
  let failed = false
  for (const item of listFrom(tags)) {
    const tag = objectFrom(item)
    if (tag === undefined) continue
    if (tag.key === 'span.kind') {
      const name = textFrom(tag.value) ?? String(tag.value)
      kind = kindFromTag(name)
      unknownKind = kind === undefined ? name : undefined
    } else if (tag.key === 'otel.status_code') {
      const name = textFrom(tag.value) ?? String(tag.value)
      status = statusFromTag(name)
      unknownStatus = status === undefined ? name : undefined
    } else if (tag.key === 'error') failed = saysTrue(tag.value)
  }
  return { kind: kind ?? 0, unknownKind, status: status || (failed && errorTag === 'status' ? 2 : 0), unknownStatus }
}

/** True for true and "true", as Jaeger writes booleans. */
export function saysTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true')
}

/** What the tags of a Jaeger span say beyond attributes. */
export interface TagDetails {
  readonly list: AttributeList
  readonly statusMessage: string
  readonly traceState: string
  readonly scopeName: string
  readonly scopeVersion: string
  readonly dropped: { readonly attributes: number; readonly events: number; readonly links: number }
}

/** Tags that only carry a field of the span; they do not stand among its attributes. */
type HelperField = 'message' | 'traceState' | 'scopeName' | 'scopeVersion' | 'attributes' | 'events' | 'links' | 'none'
const HELPERS: ReadonlyMap<string, HelperField> = new Map([
  ['otel.status_description', 'message'],
  ['w3c.tracestate', 'traceState'],
  ['otel.scope.name', 'scopeName'],
  ['otel.library.name', 'scopeName'],
  ['otel.scope.version', 'scopeVersion'],
  ['otel.library.version', 'scopeVersion'],
  ['otel.dropped_attributes_count', 'attributes'],
  ['otel.dropped_events_count', 'events'],
  ['otel.dropped_links_count', 'links'],
  ['internal.span.format', 'none'],
])

/** True where the tag's value is told by a column, so that the tag need not be shown. */
function isTold(key: string, value: unknown, errorTag: ErrorTag): boolean {
  if (key === 'span.kind') return typeof value === 'string' && kindFromTag(value) !== undefined
  if (key === 'otel.status_code') return typeof value === 'string' && statusFromTag(value) !== undefined
  return key === 'error' && errorTag === 'status' && saysTrue(value)
}

/** Splits tags, given as pairs, into attributes and the fields that helper tags carry. */
export function splitTags(
  tags: Iterable<readonly [key: string, value: AttributeValue]>,
  errorTag: ErrorTag = 'status',
): TagDetails {
  const list = new AttributeList()
  const fields = new Map<HelperField, string>()
  for (const [key, value] of tags) {
    if (isTold(key, plainOf(value), errorTag)) continue
    const helper = HELPERS.get(key)
    const plain = plainOf(value)
    if (helper === undefined || plain === undefined) list.add(key, value)
    else fields.set(helper, String(plain))
  }
  const count = (field: HelperField) => Number(fields.get(field) ?? 0) || 0
  return {
    list,
    statusMessage: fields.get('message') ?? '',
    traceState: fields.get('traceState') ?? '',
    scopeName: fields.get('scopeName') ?? '',
    scopeVersion: fields.get('scopeVersion') ?? '',
    dropped: { attributes: count('attributes'), events: count('events'), links: count('links') },
  }
}

/** The value of a string, bool, int or double. */
function plainOf(value: AttributeValue): string | boolean | bigint | number | undefined {
  return value.type === 'string' || value.type === 'bool' || value.type === 'int' || value.type === 'double'
    ? value.value
    : undefined
}

/** Keys and typed values of Jaeger tags (or log fields, or process tags), in order; what is no tag is left out. */
export function* readTags(tags: unknown): Generator<readonly [key: string, value: AttributeValue]> {
  for (const item of listFrom(tags)) {
    const tag = objectFrom(item)
    const key = textFrom(tag?.key)
    if (tag !== undefined && key !== undefined) yield [key, tagValue(tag.type, tag.value)]
  }
}

/**
 * The typed value of a tag. Values that do not fit their type keep the type JSON gives them; texts that hold a JSON
 * array become arrays.
 */
function tagValue(type: unknown, value: unknown): AttributeValue {
  const name = typeof type === 'string' ? type.toLowerCase() : ''
  if (name === 'bool' && typeof value === 'string' && /^(true|false)$/i.test(value)) {
    return { type: 'bool', value: saysTrue(value) }
  }
  if (name === 'int64') {
    if (typeof value === 'string' && /^[-+]?\d{1,20}$/.test(value)) return { type: 'int', value: BigInt(value) }
    if (typeof value === 'number' && Number.isSafeInteger(value)) return { type: 'int', value: BigInt(value) }
  }
  if (name === 'float64') {
    const double =
      value instanceof NumberText ? Number(value.text) : typeof value === 'object' ? undefined : Number(value)
    if (double !== undefined && (!Number.isNaN(double) || value === 'NaN')) return { type: 'double', value: double }
  }
  if (name === 'binary' && typeof value === 'string') return { type: 'bytes', value }
  if (typeof value === 'string' && (name === 'string' || name === ''))
    return readArrayText(value) ?? { type: 'string', value }
  return attributeFromJson(value)
}
