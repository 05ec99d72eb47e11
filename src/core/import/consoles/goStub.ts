import { type JsonObject, objectFrom } from '../fields/fields.ts'
import { type Format, type Probe, readLater } from '../format.ts'
import { findProbeObject } from '../probeObjects.ts'

/** Span stubs of OpenTelemetry Go (stdouttrace), one object after the other. */
export const goStdouttrace: Format = stubFormat('go-stdouttrace', 'OpenTelemetry Go stdouttrace')

/** Span stubs of OpenTelemetry Go in an array, as buildx writes them. */
export const goStubArray: Format = stubFormat('go-spanstub-array', 'OpenTelemetry Go span stubs')

function stubFormat(id: 'go-stdouttrace' | 'go-spanstub-array', label: string): Format {
  return {
    id,
    label,
    sameId: 'duplicate',
    score(probe: Probe) {
      const stub = findProbeObject(probe, isStub)
      if (stub === undefined) return { score: 0, reason: '' }
      const isOwn = probe.values.includes(stub) === (id === 'go-stdouttrace')
      return { score: isOwn ? 0.95 : 0.5, reason: 'spans with `SpanContext.TraceID`' }
    },
    ...readLater(async () => (await import('./goStubReader.ts')).goStubReader),
  }
}

function isStub(object: JsonObject): boolean {
  const context = objectFrom(object.SpanContext)
  return context !== undefined && Object.hasOwn(context, 'TraceID')
}
