import { field, type JsonObject, listFrom, objectFrom, textFrom } from '../fields/fields.ts'
import { nsFromMicros } from '../json/exactNumber.ts'

/** An annotation of the first Zipkin model: a word, when, and who says it. */
interface Annotation {
  readonly timeUnixNs: bigint | undefined
  readonly value: string
  readonly endpoint: JsonObject | undefined
}

interface BinaryAnnotation {
  readonly key: string
  readonly value: unknown
  readonly type: string | undefined
  readonly endpoint: JsonObject | undefined
}

/** What one side of a call says of it. */
interface Side {
  readonly endpoint: JsonObject | undefined
  readonly startUnixNs: bigint | undefined
  readonly endUnixNs: bigint | undefined
}

/** The annotations of a span, in the order written. */
export function annotationsOf(span: JsonObject): Annotation[] {
  return listFrom(span.annotations).flatMap((item) => {
    const annotation = objectFrom(item)
    if (annotation === undefined) return []
    const timeUnixNs = nsFromMicros(annotation.timestamp)
    return [{ timeUnixNs, value: textFrom(annotation.value) ?? '', endpoint: objectFrom(annotation.endpoint) }]
  })
}

/** The binary annotations of a span: its tags. */
export function binaryAnnotationsOf(span: JsonObject): BinaryAnnotation[] {
  return listFrom(field(span, 'binaryAnnotations', 'binary_annotations')).flatMap((item) => {
    const annotation = objectFrom(item)
    const key = textFrom(annotation?.key)
    if (annotation === undefined || key === undefined) return []
    const type = textFrom(field(annotation, 'type', 'annotation_type'))
    return [{ key, value: annotation.value, type, endpoint: objectFrom(annotation.endpoint) }]
  })
}

/** What client (cs, cr) and server (sr, ss) say of the call; undefined for a side that says nothing. */
export function sidesOf(span: JsonObject): { client: Side | undefined; server: Side | undefined } {
  const annotations = annotationsOf(span)
  const side = (first: string, last: string): Side | undefined => {
    const start = annotations.find(({ value }) => value === first)
    const end = annotations.findLast(({ value }) => value === last)
    if (start === undefined && end === undefined) return undefined
    return {
      endpoint: start?.endpoint ?? end?.endpoint,
      startUnixNs: start?.timeUnixNs,
      endUnixNs: end?.timeUnixNs,
    }
  }
  return { client: side('cs', 'cr'), server: side('sr', 'ss') }
}

/** Who reports the span: the server, else the client, else who wrote any annotation; `lc` names it for local spans. */
export function localEndpointOf(span: JsonObject): JsonObject | undefined {
  const { client, server } = sidesOf(span)
  const tags = binaryAnnotationsOf(span)
  const endpoints = [
    server?.endpoint,
    client?.endpoint,
    ...tags.filter(({ key }) => key === 'lc').map(({ endpoint }) => endpoint),
    ...annotationsOf(span).map(({ endpoint }) => endpoint),
    ...tags.filter(({ key }) => !isAddress(key)).map(({ endpoint }) => endpoint),
  ]
  return endpoints.find((endpoint) => textFrom(endpoint?.serviceName)) ?? endpoints.find((endpoint) => endpoint)
}

/** The service of {@link localEndpointOf}. */
export function serviceOf(span: JsonObject): string | undefined {
  return textFrom(localEndpointOf(span)?.serviceName)
}

/** The service named by the `host` of a Thrift struct's annotation: that of the server, else the client, else any. */
export function hostLabelOf(span: JsonObject): string | undefined {
  const hosts = listFrom(span.annotations).flatMap((item) => {
    const annotation = objectFrom(item)
    const service = textFrom(objectFrom(annotation?.host)?.service_name)
    return service ? [{ service, value: textFrom(annotation?.value) ?? '' }] : []
  })
  const ofSide = (...values: string[]) => hosts.find(({ value }) => values.includes(value))
  return (ofSide('sr', 'ss') ?? ofSide('cs', 'cr') ?? hosts.at(0))?.service
}

/** Whether a binary annotation of that key gives the address of the other side. */
export function isAddress(key: string): boolean {
  return key === 'ca' || key === 'sa' || key === 'ma'
}
