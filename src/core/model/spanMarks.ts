/** Bits of the `marks` column of a SpanTable: what a reader found odd about a span, and where it stands in its tree. */

/** The span gave a parent span id, found or not. */
export const HAS_PARENT_ID = 1 << 0
/** The span id is not 8 bytes: `spanId` holds the index of its text. */
export const OPAQUE_ID = 1 << 1
/** The parent span id is not 8 bytes: `parentSpanId` holds the index of its text. */
export const OPAQUE_PARENT_ID = 1 << 2
/** The server's half of a span id that client and server share (Zipkin): a span of its own below the client's half. */
export const SHARED_HALF = 1 << 3
/** No usable start time; `startNs` is the parent's, `durationNs` 0. */
export const NO_START = 1 << 4
/** No end time; `durationNs` is 0. */
export const UNFINISHED = 1 << 5
/** The span's end is before its start; `durationNs` is 0. */
export const ENDS_BEFORE_START = 1 << 6
/** The start is too far from the rest of the trace for one axis; its exact times are in `exactTimes`. */
export const OFF_AXIS = 1 << 7
/** Another span of the trace has the same id and different content. */
export const DUPLICATE_ID = 1 << 8
/** Names itself as parent; a top of its own. */
export const SELF_PARENT = 1 << 9
/** Lies on a ring of parent ids. */
export const CYCLE = 1 << 10
/** The earliest span of a ring: its parent link was cut, it is a top. */
export const CYCLE_CUT = 1 << 11
/** Names a parent that is not in its trace. */
export const ORPHAN = 1 << 12
/** OTLP flags bit 8: the exporter knew whether the parent was remote. */
export const REMOTE_KNOWN = 1 << 13
/** OTLP flags bit 9: the parent was remote. */
export const REMOTE_PARENT = 1 << 14
/** W3C trace flags bit 0: the span was recorded as sampled. */
export const SAMPLED = 1 << 15
