import type { ByteSource } from '../../model/byteSource.ts'
import { type Attribute, NO_DETAILS, type SpanDetails, type SpanEvent, type SpanLink } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import type { ContextIndex } from '../../model/spanTable.ts'
import { BlockGatherer, readLinesAt, type TextBlock, walkLines } from '../bytes/textLines.ts'
import { isIndented } from '../bytes/textSections.ts'
import { linkTo } from '../fields/plainDetails.ts'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'
import { readKind } from '../flat/flatNames.ts'
import type { FormatReader } from '../format.ts'
import { SpanIntake } from '../spanIntake.ts'
import { rustText, rustValue } from './rustValue.ts'

/** Reads {@link rustConsole}. */
export const rustConsoleReader: FormatReader = { read: readSpans, readDetails: readSpanDetails }

const SPAN = /^Span #\d+\s*$/
const RESOURCE = /^Resource\s*$/

async function readSpans(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  let context: ContextIndex | undefined
  const gatherer = new BlockGatherer((block) => {
    if (RESOURCE.test(block.lines[0])) context = openResource(block, sink)
    else addSpan(block, intake, context)
  })
  await walkLines(source, sink, (line) => {
    if (SPAN.test(line.text) || RESOURCE.test(line.text)) gatherer.begin(line)
    else if (line.text.trim() === '' || isIndented(line.text)) gatherer.add(line)
    else gatherer.end()
  })
  gatherer.end()
}

function openResource(block: TextBlock, sink: SpanSink): ContextIndex {
  const context = sink.openContext()
  const named = block.lines.flatMap(arrowPair).find(({ key }) => key === 'service.name')?.value
  const service = named?.type === 'string' && named.value !== '' ? named.value : undefined
  const resource = { byte: block.byte, byteLength: block.byteLength }
  sink.describeContext(context, service === undefined ? { resource } : { resource, service })
  return context
}

function addSpan(block: TextBlock, intake: SpanIntake, context: ContextIndex | undefined): void {
  const { fields } = parseSpan(block.lines)
  const status = fields.get('Status') ?? ''
  const [parent] = (fields.get('ParentSpanId') ?? '').split(' ')
  intake.add(
    {
      traceId: fields.get('TraceId'),
      spanId: fields.get('SpanId'),
      parentSpanId: parent,
      name: fields.get('Name'),
      kind: readKind(fields.get('Kind')),
      status: status.startsWith('Error')
        ? 2
        : status === 'Ok'
          ? 1
          : status === 'Unset' || status === ''
            ? 0
            : undefined,
      startNs: nsFromRfc3339(fields.get('Start time')),
      endNs: nsFromRfc3339(fields.get('End time')),
      flags: Number(/\((\d+)\)/.exec(fields.get('TraceFlags') ?? '')?.[1] ?? 0),
      context,
    },
    block,
  )
}

/** A span, its scope, an event or a link: fields and attributes. */
interface Part {
  readonly fields: Map<string, string>
  readonly attributes: Attribute[]
}

interface RustSpan extends Part {
  readonly scope: Part
  readonly events: readonly Part[]
  readonly links: readonly Part[]
}

function emptyPart(): Part {
  return { fields: new Map(), attributes: [] }
}

/** Columns of one level of indentation, which is a tab. */
const LEVEL_COLUMNS = 8
const ITEM = /^(?:Event|Link) #\d+$/
const FIELD = /^\s*([A-Z][\w ]*?)\s*:(?: (.*))?$/

/** Sorts the lines of a span by headings and indentation; scope, events and links lie deeper than the span's own fields. */
function parseSpan(lines: readonly string[]): RustSpan {
  const span = emptyPart()
  const scope = emptyPart()
  const events: Part[] = []
  const links: Part[] = []
  let inner = span
  for (const line of lines) {
    const text = line.trim()
    const isOwn = levelOf(line) <= 1
    if (text === 'Instrumentation Scope') inner = scope
    else if (ITEM.test(text)) {
      inner = emptyPart()
      if (text.startsWith('Event')) events.push(inner)
      else links.push(inner)
    } else if (text.startsWith('->')) inner.attributes.push(...arrowPair(line))
    else {
      if (isOwn && text !== '') inner = span
      const field = FIELD.exec(line)
      if (field !== null && !inner.fields.has(field[1])) inner.fields.set(field[1], field[2] ?? '')
    }
  }
  return { ...span, scope, events, links }
}

function levelOf(line: string): number {
  const indent = /^\s*/.exec(line)?.[0] ?? ''
  return Math.round(indent.replaceAll('\t', ' '.repeat(LEVEL_COLUMNS)).length / LEVEL_COLUMNS)
}

/** `->  key: value`, or `key=value` in resources. */
const ARROW = /^\s*->\s+([^=:\s][^=:]*?)(?:=|: )(.*)$/

function arrowPair(line: string): Attribute[] {
  const match = ARROW.exec(line)
  return match === null ? [] : [{ key: match[1], value: rustValue(match[2]) }]
}

async function readSpanDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = parseSpan(await readLinesAt(source, location.span))
  const resource = await readLinesAt(source, location.resource)
  const scopeName = rustText(span.scope.fields.get('Name'))
  return {
    ...NO_DETAILS,
    attributes: span.attributes,
    events: span.events.map(readEvent),
    links: span.links.flatMap(readLink),
    statusMessage: rustText(/description: (".*")/s.exec(span.fields.get('Status') ?? '')?.[1]),
    resource: resource.flatMap(arrowPair),
    scope:
      scopeName === ''
        ? undefined
        : { name: scopeName, version: rustText(span.scope.fields.get('Version')), attributes: span.scope.attributes },
  }
}

function readEvent({ fields, attributes }: Part): SpanEvent {
  return { timeUnixNs: nsFromRfc3339(fields.get('Timestamp')), name: fields.get('Name') ?? '', attributes }
}

function readLink({ fields, attributes }: Part): SpanLink[] {
  return linkTo(fields.get('TraceId'), fields.get('SpanId'), '', attributes)
}
