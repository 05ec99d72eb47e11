import { type TraceIdText, traceIdFrom } from '../fields/readIds.ts'

/** X-Ray's own trace ids: version, seconds of the Unix time and 24 hex digits. */
export const XRAY_TRACE_ID = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/i

/** A trace id in X-Ray's own notation or as 32 hex digits. */
export function traceIdFromXray(value: unknown): TraceIdText | undefined {
  if (typeof value !== 'string' || !XRAY_TRACE_ID.test(value)) return traceIdFrom(value, 'hex')
  const traceId = traceIdFrom(value.slice(2), 'hex')
  return traceId === undefined ? undefined : { id: traceId.id, raw: value }
}
