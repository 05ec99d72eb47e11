import type { ByteSource } from '../../model/byteSource.ts'
import type { SpanSink } from '../../model/spanRecord.ts'
import { isJsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import type { FormatReader } from '../format.ts'
import type { JsonCursor, JsonVisitor, WalkStep } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { readOtlpDetails } from '../otlp/otlpDetails.ts'
import { keyIn } from '../otlp/otlpShapes.ts'
import { type OtlpSpanReader, otlpSpan } from '../otlp/otlpSpan.ts'
import { OtlpVisitor } from '../otlp/otlpWalk.ts'

/** Reads {@link jaegerV3}. */
export const jaegerV3Reader: FormatReader = { read: readJaegerV3, readDetails: readOtlpDetails }

async function readJaegerV3(source: ByteSource, sink: SpanSink): Promise<void> {
  await walkJson(source, new JaegerV3Visitor(sink), sink.report, sink.progress)
}

class JaegerV3Visitor implements JsonVisitor {
  readonly #sink: SpanSink
  readonly #otlp: OtlpVisitor

  constructor(sink: SpanSink) {
    this.#sink = sink
    this.#otlp = new OtlpVisitor(sink, readWithZeros)
  }

  onValue(cursor: JsonCursor): WalkStep {
    if (cursor.key() === 'error' && cursor.type === 'object') return 'take'
    return this.#otlp.onValue(cursor)
  }

  onTaken(cursor: JsonCursor, value: unknown, range: Parameters<JsonVisitor['onTaken']>[2]): void {
    if (cursor.key() !== 'error') {
      this.#otlp.onTaken(cursor, value, range)
      return
    }
    const error = objectFrom(value)
    const parts = [textFrom(error?.httpCode), textFrom(error?.message)].filter((text) => text !== undefined)
    this.#sink.report(
      'answer.error',
      { byte: range.byte, line: range.line },
      `The answer is an error: ${parts.join(' ').slice(0, 200)}`,
    )
  }

  onLeave(cursor: JsonCursor): void {
    this.#otlp.onLeave(cursor)
  }
}

/** A span of which neither end is told: protobuf JSON leaves out what is zero, and Jaeger sends what it stored. */
const readWithZeros: OtlpSpanReader = (value, range, context, report) => {
  if (!isJsonObject(value) || keyIn([value], TIME_KEYS) !== undefined) return otlpSpan(value, range, context, report)
  const silent: typeof report = (code, at, message) => {
    if (!code.startsWith('time.')) report(code, at, message)
  }
  const record = otlpSpan(value, range, context, silent)
  return record && { ...record, startUnixNs: 0n, durationNs: 0n }
}

const TIME_KEYS = ['startTimeUnixNano', 'start_time_unix_nano', 'endTimeUnixNano', 'end_time_unix_nano']
