import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type Scope, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation } from '../../model/spanRecord.ts'
import { AttributeList } from '../fields/attributeList.ts'
import { attributeFromJson, field, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { readFlatAttributes } from '../fields/flatAttributes.ts'
import { plainAttributes } from '../fields/plainDetails.ts'
import { spanIdFrom } from '../fields/readIds.ts'
import { columnsOf, rowObject } from '../fields/rowColumns.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { sigNozEvents, sigNozLinks, sigNozSpan } from './sigNozFields.ts'
import { SIGNOZ } from './sigNozNames.ts'

/** Details of a SigNoz span, which may stand among the children of the span at `location`. */
export async function readSigNozDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const value = await readJsonAt(source, location.span)
  const row = rowObject(value, location.span.byte, Array.isArray(value) ? await columnsOf(source) : [])
  const span = row && findSpan(row, location.spanId)
  if (span === undefined) return NO_DETAILS
  const list = attributesOf(span)
  return {
    ...NO_DETAILS,
    attributes: list.attributes(),
    events: sigNozEvents(span),
    links: sigNozLinks(span),
    statusMessage: textFrom(field(span, ...SIGNOZ.statusMessage)) ?? '',
    traceState: textFrom(field(span, ...SIGNOZ.traceState)) ?? '',
    resource: resourceOf(span),
    scope: scopeOf(span),
    warnings: list.warnings(),
  }
}

/** A span and all its children at any depth, each with the one that encloses it. */
export function* spanAndChildren(
  span: JsonObject,
): Generator<{ readonly span: JsonObject; readonly encloser: JsonObject | undefined }> {
  const waiting: { span: JsonObject; encloser: JsonObject | undefined }[] = [{ span, encloser: undefined }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next
    const children = listFrom(next.span.children)
    for (let i = children.length - 1; i >= 0; i--) {
      const child = objectFrom(children[i])
      if (child !== undefined) waiting.push({ span: child, encloser: next.span })
    }
  }
}

/** The span of that id; the outermost one where no id is asked for or has it. */
function findSpan(row: JsonObject, spanId: string | undefined): JsonObject {
  for (const { span } of spanAndChildren(row)) {
    if (spanId !== undefined && spanIdFrom(field(span, ...SIGNOZ.spanId), 'hex') === spanId) return span
  }
  return row
}

const TOLD: ReadonlySet<string> = new Set([...Object.values(SIGNOZ).flat(), 'children'])

function attributesOf(span: JsonObject): AttributeList {
  const list = new AttributeList()
  for (const key of SIGNOZ.attributes) for (const [name, value] of readFlatAttributes(span[key])) list.add(name, value)
  const values = listFrom(field(span, ...SIGNOZ.tagValues))
  for (const [i, key] of listFrom(field(span, ...SIGNOZ.tagKeys)).entries()) {
    list.add(textFrom(key) ?? '', attributeFromJson(values[i]))
  }
  for (const [key, value] of Object.entries(span)) {
    if (TOLD.has(key) || list.has(key) || value === null || value === '') continue
    list.add(key, attributeFromJson(value))
  }
  return list
}

function resourceOf(span: JsonObject): Attribute[] {
  const attributes = plainAttributes(field(span, ...SIGNOZ.resource))
  const { service } = sigNozSpan(span, undefined)
  if (!service || attributes.some(({ key }) => key === 'service.name')) return attributes
  return [{ key: 'service.name', value: { type: 'string', value: service } }, ...attributes]
}

function scopeOf(span: JsonObject): Scope | undefined {
  const name = textFrom(field(span, ...SIGNOZ.scopeName)) ?? ''
  const version = textFrom(field(span, ...SIGNOZ.scopeVersion)) ?? ''
  return name === '' && version === '' ? undefined : { name, version, attributes: [] }
}
