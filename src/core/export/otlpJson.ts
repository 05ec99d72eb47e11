import { readSpanDetails, spanLocation } from '../import/readDetails.ts'
import type { ByteSource } from '../model/byteSource.ts'
import type { Dataset } from '../model/dataset.ts'
import type { Attribute, SpanDetails } from '../model/details.ts'
import { exactDurationNs, startUnixNs } from '../model/exactTimes.ts'
import { REMOTE_KNOWN, REMOTE_PARENT, SAMPLED, UNFINISHED } from '../model/spanMarks.ts'
import { type SpanIndex, type SpanTable, textAt, UNKNOWN_SERVICE } from '../model/spanTable.ts'
import { parentIdOf, spanIdOf, traceIdOf } from './exportedIds.ts'
import { otlpSpanText, resourceText, scopeText } from './otlpSpanText.ts'
import { windowedSource } from './windowedSource.ts'

/** Spans that are grouped by resource and scope at a time. */
const BATCH = 500
const SERVICE_NAME = 'service.name'
/** OTLP `SpanFlags`. */
const FLAG_SAMPLED = 0x1
const FLAG_REMOTE_KNOWN = 0x100
const FLAG_REMOTE = 0x200

/**
 * Writes a dataset as one document of OTLP JSON (opentelemetry-proto, `TracesData`), in texts of up to 500 spans.
 * `sources` are the bytes of `dataset.files`, in their order. Spans come file by file in the order read; those of a text
 * are grouped by resource and scope. Rejects where a source does. O(spans).
 *
 * Times are exact to the ns; a missing start or end is left out. Ids that are no 16 or 8 bytes are written as they are,
 * which only lenient readers take; a trace id of zeros gets a word before it. OTLP has one span for one id, so the
 * server's half of an id that client and server share (Zipkin) gets an id made from it, and names the client's half as
 * its parent, as it stands in the forest. What OTLP has no field for is lost: a start at Unix time 0, a duration
 * without a start, an end before the start (which is written as the start), notes of the input on a span. A service
 * that only the resource names counts as one when the text is read again, also where the format it came from takes
 * none from there; so does a label under which spans without a service are shown.
 */
export async function* writeOtlp(
  { files, spans }: Pick<Dataset, 'files' | 'spans'>,
  sources: readonly ByteSource[],
): AsyncGenerator<string, void, undefined> {
  let before = '{"resourceSpans":[\n'
  for (const [file, { format }] of files.entries()) {
    const rows = rowsOfFile(spans, file)
    const source = windowedSource(sources[file])
    for (let from = 0; from < rows.length; from += BATCH) {
      const groups = new ResourceGroups()
      for (const i of rows.subarray(from, from + BATCH)) {
        const details = await readSpanDetails(format, source, spanLocation(spans, i))
        const resource = resourceText(withService(details.resource, textAt(spans, spans.service[i])))
        groups.add(resource, scopeText(details.scope), spanText(spans, i, details))
      }
      yield before + groups.text()
      before = ',\n'
    }
  }
  yield before === ',\n' ? '\n]}\n' : `${before}]}\n`
}

/** In the order in which they lie in the file. */
function rowsOfFile({ length, context, contexts, byte }: SpanTable, file: number): Uint32Array {
  const rows = new Uint32Array(length)
  let count = 0
  for (let i = 0; i < length; i++) if (contexts.file[context[i]] === file) rows[count++] = i
  return rows.subarray(0, count).sort((a, b) => byte[a] - byte[b] || a - b)
}

function spanText(spans: SpanTable, i: SpanIndex, details: SpanDetails): string {
  const start = startUnixNs(spans, i)
  const isOpen = start === undefined || (spans.marks[i] & UNFINISHED) !== 0
  const span = {
    traceId: traceIdOf(spans, i),
    spanId: spanIdOf(spans, i),
    parentSpanId: parentIdOf(spans, i),
    flags: flagsOf(spans.marks[i]),
    name: textAt(spans, spans.name[i]),
    kind: spans.kind[i],
    startUnixNs: start,
    endUnixNs: isOpen ? undefined : start + (exactDurationNs(spans, i) ?? 0n),
    status: spans.status[i],
  }
  return otlpSpanText(span, details)
}

function flagsOf(marks: number): number {
  const sampled = (marks & SAMPLED) !== 0 ? FLAG_SAMPLED : 0
  const known = (marks & REMOTE_KNOWN) !== 0 ? FLAG_REMOTE_KNOWN : 0
  return sampled | known | ((marks & REMOTE_PARENT) !== 0 ? FLAG_REMOTE : 0)
}

/** The resource, naming the service that the span has: formats keep it elsewhere, or for each span by itself. */
function withService(resource: readonly Attribute[], service: string): readonly Attribute[] {
  const named = resource.find(({ key }) => key === SERVICE_NAME)
  if (named?.value.type === 'string' && named.value.value === service) return resource
  if (service === UNKNOWN_SERVICE) return resource
  const others = resource.filter(({ key }) => key !== SERVICE_NAME)
  return [{ key: SERVICE_NAME, value: { type: 'string', value: service } }, ...others]
}

/** Spans by resource, then by scope, both in the order in which they first occur. */
class ResourceGroups {
  readonly #resources = new Map<string, Map<string, string[]>>()

  add(resource: string, scope: string, span: string): void {
    const scopes = this.#resources.get(resource) ?? new Map<string, string[]>()
    this.#resources.set(resource, scopes)
    const spans = scopes.get(scope)
    if (spans === undefined) scopes.set(scope, [span])
    else spans.push(span)
  }

  text(): string {
    const resourceSpans = [...this.#resources].map(([resource, scopes]) => {
      const scopeSpans = [...scopes].map(([scope, spans]) => `{"scope":${scope},"spans":[\n${spans.join(',\n')}\n]}`)
      return `{"resource":${resource},"scopeSpans":[${scopeSpans.join(',')}]}`
    })
    return resourceSpans.join(',\n')
  }
}
