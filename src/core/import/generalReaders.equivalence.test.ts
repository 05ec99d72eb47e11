import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { recordingSink } from '../../testing/recordingSink.ts'
import { bytesSource } from '../model/byteSource.ts'
import { attributeText } from './fields.ts'
import { formatById } from './formats.ts'

const SHARED = new URL('../../../../shared/equivalence/', import.meta.url)
const isThere = existsSync(new URL('otlp-json/equiv__otlp-hex.json', SHARED))

interface OtlpValue {
  readonly [type: string]: unknown
}
interface OtlpSpan {
  readonly spanId: string
  readonly traceId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly status: { readonly code: number }
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly { readonly key: string; readonly value: OtlpValue }[]
  readonly events: readonly { readonly name: string; readonly timeUnixNano: string }[]
}
interface OtlpResource {
  readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: OtlpValue }[] }
  readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[]
}

function valueText(value: OtlpValue): string {
  const [inner] = Object.values(value)
  const list = (inner as { values?: readonly OtlpValue[] } | undefined)?.values
  if (list !== undefined) return `[${list.map(valueText).join(',')}]`
  return String(inner)
}

function expectedSpans() {
  const file = readFileSync(new URL('otlp-json/equiv__otlp-hex.json', SHARED), 'utf8')
  const { resourceSpans }: { resourceSpans: readonly OtlpResource[] } = JSON.parse(file)
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap((scope) => scope.spans)
      .map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        service: valueText(resource.attributes[0].value),
        name: span.name,
        kind: span.kind,
        status: span.status.code,
        startUnixNs: BigInt(span.startTimeUnixNano),
        durationNs: BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano),
        attributes: span.attributes.map(({ key, value }) => `${key}=${valueText(value)}`),
        events: span.events.map((event) => `${event.timeUnixNano} ${event.name}`),
      })),
  )
}

async function readSpans(path: string, id: string) {
  const source = bytesSource(readFileSync(new URL(path, SHARED)))
  const sink = recordingSink()
  const format = formatById(id)
  await format?.read(source, sink)
  const spans = []
  for (const span of sink.spans) {
    const location = { span: { byte: span.at.byte, byteLength: span.byteLength }, fragments: [] }
    const { resource, scope } = sink.contexts[span.context]
    const details = await format?.readDetails(source, { ...location, resource, scope })
    spans.push({
      traceId: span.traceId,
      spanId: span.spanId,
      parentSpanId: span.parentSpanId,
      service: sink.serviceOf(span),
      name: span.name,
      kind: span.kind,
      status: span.status,
      startUnixNs: span.startUnixNs,
      durationNs: span.durationNs,
      attributes: details?.attributes.map(({ key, value }) => `${key}=${attributeText(value)}`) ?? [],
      events: details?.events.map((event) => `${event.timeUnixNs} ${event.name}`) ?? [],
    })
  }
  return spans
}

describe.skipIf(!isThere)('one data set in several encodings (skipped where ../shared does not exist)', () => {
  test.each(['flat-us/equiv__flat-array.json', 'flat-us/equiv__flat.ndjson'])('%s', async (path) => {
    expect(await readSpans(path, 'flat-us')).toEqual(expectedSpans())
  })

  test.each(['jaeger/equiv__jaeger-bare-trace-array.json', 'jaeger/equiv__jaeger-ui-data-stripped-zero-ids.json'])(
    '%s, which has no status OK',
    async (path) => {
      const expected = expectedSpans().map((span) => ({ ...span, status: span.status === 1 ? 0 : span.status }))
      expect(await readSpans(path, 'jaeger')).toEqual(expected)
    },
  )

  test('zipkin-v2, which has lower-case names, text values, no status OK and here no events', async () => {
    const expected = expectedSpans().map((span) => ({
      ...span,
      name: span.name.toLowerCase(),
      status: span.status === 1 ? 0 : span.status,
      attributes: span.attributes.map((text) => text.replace('[1,2,3]', '1,2,3')),
      events: [],
    }))
    expect(await readSpans('zipkin-v2/equiv__zipkin-v2.json', 'zipkin-v2')).toEqual(expected)
  })
})
