import { type Attribute, NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import { countFrom, field, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { plainAttributes, plainEvents, plainLinks, plainScope } from '../fields/plainDetails.ts'
import { readStatus } from '../flat/flatNames.ts'
import { integerFrom } from '../json/exactNumber.ts'

/**
 * OTLP number of a kind of OpenTelemetry JS, whose enum begins with INTERNAL at 0 (@opentelemetry/api, `SpanKind`): one
 * less than in OTLP. 0 for none, undefined for an unknown one.
 */
export function jsKind(value: unknown): number | undefined {
  if (value === undefined) return 0
  const kind = integerFrom(value)
  return kind !== undefined && kind >= 0n && kind <= 4n ? Number(kind) + 1 : undefined
}

/** Attributes of the resource of a JS span: a map, under whichever name its SDK gives it, or [key, value] pairs. */
export function jsResource(span: JsonObject): Attribute[] {
  const resource = objectFrom(span.resource)
  if (resource === undefined) return []
  const raw = listFrom(resource._rawAttributes)
  if (raw.length === 0) {
    return plainAttributes(field(resource, 'attributes', '_attributes', '_memoizedAttributes', '_syncAttributes'))
  }
  return plainAttributes(raw.filter(Array.isArray).map(([key, value]) => ({ key, value })))
}

/** `service.name` of the resource of a JS span. */
export function jsServiceOf(span: JsonObject): string | undefined {
  const named = jsResource(span).find(({ key }) => key === 'service.name')?.value
  return named?.type === 'string' && named.value !== '' ? named.value : undefined
}

/** Details of a span as OpenTelemetry JS names its parts; `context` is where its trace state stands. */
export function jsSpanDetails(span: JsonObject, context: JsonObject | undefined): SpanDetails {
  const count = (name: string) => countFrom(field(span, `dropped${name}Count`, `_dropped${name}Count`))
  return {
    ...NO_DETAILS,
    attributes: plainAttributes(span.attributes),
    events: plainEvents(span.events),
    links: plainLinks(span.links),
    statusMessage: readStatus(span).message,
    traceState: traceStateOf(context?.traceState),
    resource: jsResource(span),
    scope: plainScope(field(span, 'instrumentationScope', 'instrumentationLibrary')),
    dropped: { attributes: count('Attributes'), events: count('Events'), links: count('Links') },
  }
}

/** A trace state is text, or an object with its members in a map that JSON leaves empty. */
function traceStateOf(value: unknown): string {
  return textFrom(value) ?? textFrom(objectFrom(value)?._rawTraceState) ?? ''
}
