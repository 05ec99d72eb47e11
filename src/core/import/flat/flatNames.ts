import { field, type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { numberFrom } from '../json/exactNumber.ts'

/** Spellings of the fields of flat spans, the likelier first. */
export const SPELLINGS = {
  traceId: ['traceId', 'trace_id', 'traceID', 'TraceId', 'TraceID', 'trace.id'],
  spanId: ['spanId', 'span_id', 'spanID', 'SpanId', 'SpanID', 'span.id', 'id'],
  parentSpanId: [
    'parentSpanId',
    'parent_span_id',
    'parentSpanID',
    'ParentSpanId',
    'parentId',
    'parent_id',
    'parentID',
    'ParentId',
    'ParentID',
    'parent.id',
    'parent',
  ],
  name: ['name', 'operationName', 'span_name', 'spanName', 'operation_name', 'operation', 'OperationName', 'resource'],
  service: ['service', 'serviceName', 'service_name', 'service.name', 'ServiceName'],
  kind: ['kind', 'spanKind', 'span_kind', 'SpanKind', 'span.kind'],
  status: ['status', 'statusCode', 'status_code', 'StatusCode', 'status.code'],
  statusMessage: ['statusMessage', 'status_message', 'StatusMessage', 'status.message'],
  traceState: ['traceState', 'trace_state', 'tracestate', 'TraceState'],
  flags: ['flags', 'traceFlags', 'trace_flags'],
  attributes: ['attributes', 'tags', 'labels', 'span_attributes', 'spanAttributes', 'SpanAttributes'],
  resource: ['resource', 'resources', 'resourceAttributes', 'resource_attributes', 'ResourceAttributes'],
  scope: ['scope', 'instrumentationScope', 'instrumentation_scope', 'instrumentationLibrary'],
  events: ['events', 'logs', 'annotations'],
  links: ['links', 'references'],
} as const

const KINDS: ReadonlyMap<string, number> = new Map([
  ['unspecified', 0],
  ['internal', 1],
  ['local', 1],
  ['server', 2],
  ['client', 3],
  ['producer', 4],
  ['consumer', 5],
])

const STATUSES: ReadonlyMap<string, number> = new Map([
  ['unset', 0],
  ['ok', 1],
  ['success', 1],
  ['error', 2],
  ['failed', 2],
  ['failure', 2],
])

/** 'SPAN_KIND_SERVER', 'SpanKind.SERVER', 'KIND_SERVER' and 'Server' alike: the last word, in lower case. */
function lastWord(text: string): string {
  return (/[a-z]+$/i.exec(text.trim())?.[0] ?? '').toLowerCase()
}

/** OTLP number of a kind, by name in any case or by that number; 0 for none, undefined for an unknown one. */
export function readKind(value: unknown): number | undefined {
  if (value === undefined || value === '') return 0
  const number = numberFrom(value)
  if (number !== undefined) return Number.isInteger(number) && number >= 0 && number <= 5 ? number : undefined
  return KINDS.get(lastWord(textFrom(value) ?? ''))
}

/** Status of a flat span. */
export interface FlatStatus {
  /** OTLP number; undefined for an unknown code. */
  readonly code: number | undefined
  readonly message: string
}

/**
 * Status as `{code, message}`, as a name or as an OTLP number; ERROR also where `error` is true, "true" or 1 and nothing
 * else is said.
 */
export function readStatus(span: JsonObject): FlatStatus {
  const status = field(span, ...SPELLINGS.status)
  const parts = objectFrom(status)
  const given = parts === undefined ? status : field(parts, 'code', 'status_code', 'statusCode', 'Code')
  const message = textFrom(
    (parts === undefined ? undefined : field(parts, 'message', 'description', 'Description')) ??
      field(span, ...SPELLINGS.statusMessage),
  )
  const code = codeFrom(given)
  const failed = [true, 'true', 1].includes(Object.hasOwn(span, 'error') ? (span.error as boolean) : false)
  return { code: code === 0 && failed ? 2 : code, message: message ?? '' }
}

function codeFrom(value: unknown): number | undefined {
  if (value === undefined || value === '') return 0
  const number = numberFrom(value)
  if (number !== undefined) return number === 0 || number === 1 || number === 2 ? number : undefined
  return STATUSES.get(lastWord(textFrom(value) ?? ''))
}
