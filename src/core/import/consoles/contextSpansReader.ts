import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { field, objectFrom, textFrom } from '../fields/fields.ts'
import { flatServiceOf, resourceOf } from '../fields/flatAttributes.ts'
import { plainAttributes, plainEvents, plainLinks, plainScope } from '../fields/plainDetails.ts'
import { readStatus } from '../flat/flatNames.ts'
import { readMoment } from '../flat/flatTimes.ts'
import type { FormatReader } from '../format.ts'
import { readJsonAt } from '../json/readJsonAt.ts'
import { SpanIntake } from '../spanIntake.ts'
import { walkSpanObjects } from '../spanObjects.ts'
import type { ContextDialect } from './contextSpans.ts'

/** Reads spans with `context.trace_id` and `context.span_id` as `dialect` writes them. */
export function contextSpansReader(dialect: ContextDialect): FormatReader {
  return {
    read: (source, sink) => readContextSpans(source, sink, dialect),
    readDetails: (source, location) => readContextDetails(source, location, dialect),
  }
}

async function readContextSpans(source: ByteSource, sink: SpanSink, dialect: ContextDialect): Promise<void> {
  const intake = new SpanIntake(sink)
  const isSpan = (keys: ReadonlySet<string>) =>
    keys.has('context') && ['parent_id', 'parent_span_id', 'start_time', 'start'].some((key) => keys.has(key))
  await walkSpanObjects(source, sink, isSpan, (span, range) => {
    const context = objectFrom(span.context)
    if (context === undefined && !Object.hasOwn(span, 'start_time')) {
      sink.report('signal.skipped', range)
      return
    }
    intake.add(
      {
        traceId: context?.trace_id,
        spanId: context?.span_id,
        parentSpanId: field(span, 'parent_id', 'parent_span_id'),
        name: span.name,
        kind: dialect.kindOf(span),
        status: readStatus(span).code,
        startNs: readMoment(field(span, 'start_time', 'start'), 'ns'),
        endNs: readMoment(field(span, 'end_time', 'end'), 'ns'),
        service: flatServiceOf(span),
      },
      range,
    )
  })
}

async function readContextDetails(
  source: ByteSource,
  location: SpanLocation,
  dialect: ContextDialect,
): Promise<SpanDetails> {
  const span = objectFrom(await readJsonAt(source, location.span))
  if (span === undefined) return NO_DETAILS
  const attributes = plainAttributes(span.attributes)
  const known = new Set(attributes.map(({ key }) => key))
  return {
    ...NO_DETAILS,
    attributes: [...attributes, ...dialect.furtherAttributes(span).filter(({ key }) => !known.has(key))],
    events: plainEvents(span.events),
    links: plainLinks(span.links).map((link) => ({ ...link, traceState: unprinted(link.traceState) })),
    statusMessage: readStatus(span).message,
    traceState: unprinted(textFrom(objectFrom(span.context)?.trace_state) ?? ''),
    resource: plainAttributes(resourceOf(span)),
    scope: plainScope(field(span, 'scope', 'instrumentation_scope')),
  }
}

const PYTHON_MEMBER = /\{key=([^,}]*), value=([^}]*)\}/g

/** A trace state in its own notation; Python prints it as a list of `{key=…, value=…}`. */
function unprinted(traceState: string): string {
  if (!traceState.startsWith('[')) return traceState
  return [...traceState.matchAll(PYTHON_MEMBER)].map(([, key, value]) => `${key}=${value}`).join(',')
}
