import type { SpanIndex } from './spanTable.ts'

/** The span has at least one link. */
export const HAS_LINK = 1 << 0
/** It names a database: its peer is no service of ours. */
export const IS_DATABASE = 1 << 1
/** It carries a tracestate. */
export const HAS_TRACE_STATE = 1 << 2
/** An attribute looks like a credential by its key or its value. */
export const HAS_SECRET = 1 << 3
/** Its attributes were read; where this is not set, absence in the other columns means nothing. */
export const WAS_READ = 1 << 4
/** The request was sent again (`http.request.resend_count`). */
export const IS_RESEND = 1 << 5
/** It speaks of HTTP or RPC. */
export const IS_CALL = 1 << 6
/** It names a messaging system or destination. */
export const IS_MESSAGE = 1 << 7

/** A proxy beside an application recorded it, as its attributes say. */
export const IS_PROXY = 1 << 8

/** What a span links to. */
export interface LinkTarget {
  /** As normalised by ids.ts. */
  readonly traceId: string
  readonly spanId: string
}

/**
 * What the judgement of lineage needs of attributes, resources and links: one column per fact, one row per span, -1 or 0
 * where a span has none. Text columns hold indices of `texts`. Only spans that a verdict may hang on are read, and a
 * sample of the others: {@link WAS_READ} tells which. Plain data: it crosses threads by moving its buffers.
 */
export interface LineageFacts {
  readonly length: number
  /** Spans with WAS_READ. */
  readonly spansRead: number
  readonly texts: readonly string[]
  /** Host or service that a CLIENT or PRODUCER names: `peer.service`, `server.address`, `net.peer.name`, the host of a URL; without port, in lower case. */
  readonly peer: Int32Array
  /** `messaging.destination.name` and its older spellings. */
  readonly destination: Int32Array
  /** HTTP method, or `rpc.method`. */
  readonly method: Int32Array
  /** `http.route`, `url.template`, or the path with its ids as `{}`; of RPC the service. */
  readonly route: Int32Array
  /** Hash of the path as it was requested; 0 for none. */
  readonly pathHash: Uint32Array
  /** HTTP status code; 0 for none. */
  readonly status: Uint16Array
  /** `messaging.destination.partition.id`. */
  readonly partition: Int32Array
  /** Number of attributes, 255 for that many and more. */
  readonly attributeCount: Uint8Array
  /** Bits above. */
  readonly marks: Uint16Array
  /** One entry for each context: `service.instance.id`, else pod, container or host; -1 for none. */
  readonly instance: Int32Array
  /** One entry for each context: 1 where its resource or scope is that of a proxy (Envoy, Istio, Linkerd). */
  readonly isProxyContext: Uint8Array
  /** The first link of each span that has one. */
  readonly links: ReadonlyMap<SpanIndex, LinkTarget>
  /** Keys of attributes that look like credentials, with the number of spans read that have them. */
  readonly secretKeys: ReadonlyMap<string, number>
}

/** The text behind an index of a column of facts; '' for -1. */
export function factText(facts: LineageFacts, index: number): string {
  return facts.texts[index] ?? ''
}
