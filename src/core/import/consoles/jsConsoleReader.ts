import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type SpanDetails } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { readLinesAt, type TextBlock, walkBraceBlocks } from '../bytes/textLines.ts'
import { field, type JsonObject, objectFrom } from '../fields/fields.ts'
import { parseLiteral } from '../fields/literalText.ts'
import { readStatus } from '../flat/flatNames.ts'
import type { FormatReader } from '../format.ts'
import { nsFromMicros } from '../json/exactNumber.ts'
import { SpanIntake } from '../spanIntake.ts'
import { jsKind, jsServiceOf, jsSpanDetails } from './jsSpan.ts'

/** Reads {@link jsConsole}. */
export const jsConsoleReader: FormatReader = { read: readConsole, readDetails: readConsoleDetails }

async function readConsole(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  await walkBraceBlocks(source, sink, (block) => {
    const at = { byte: block.byte, line: block.line }
    const literal = parseBlock(block.lines)
    if (!literal.ok) {
      sink.report('span.shape', at, `Not a complete object: ${literal.problem}. It was skipped.`)
      return
    }
    const span = objectFrom(literal.value)
    if (span === undefined || !isSpan(span)) {
      sink.report('signal.skipped', at)
      return
    }
    addSpan(span, block, intake)
  })
}

/** The object of a block, without what stands before it on its first line. */
function parseBlock(lines: readonly string[]) {
  return parseLiteral(['{', ...lines.slice(1)].join('\n'))
}

function addSpan(span: JsonObject, block: TextBlock, intake: SpanIntake): void {
  intake.add(
    {
      traceId: span.traceId,
      spanId: span.id,
      parentSpanId: field(objectFrom(span.parentSpanContext) ?? {}, 'spanId') ?? field(span, 'parentId'),
      name: span.name,
      kind: jsKind(field(span, 'kind')),
      status: readStatus(span).code,
      startNs: nsFromMicros(span.timestamp),
      durationNs: nsFromMicros(span.duration),
      service: jsServiceOf(span),
    },
    block,
  )
}

async function readConsoleDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const literal = parseBlock(await readLinesAt(source, location.span))
  const span = literal.ok ? objectFrom(literal.value) : undefined
  return span === undefined ? NO_DETAILS : jsSpanDetails(span, span)
}

/** Log records have a trace id too, but neither `id` nor `duration`. */
function isSpan(value: JsonObject): boolean {
  return Object.hasOwn(value, 'traceId') && (Object.hasOwn(value, 'id') || Object.hasOwn(value, 'duration'))
}
