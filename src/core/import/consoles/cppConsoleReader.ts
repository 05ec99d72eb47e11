import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type Scope, type SpanDetails, type SpanEvent, type SpanLink } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { readLinesAt, type TextBlock, walkBraceBlocks } from '../bytes/textLines.ts'
import { addToLast, type TextAttribute, textAttributes } from '../bytes/textSections.ts'
import { linkTo } from '../fields/plainDetails.ts'
import { readKind, readStatus } from '../flat/flatNames.ts'
import type { FormatReader } from '../format.ts'
import { nsFromNanos } from '../json/exactNumber.ts'
import { SpanIntake } from '../spanIntake.ts'

/** Reads {@link cppConsole}. */
export const cppConsoleReader: FormatReader = { read: readSpans, readDetails: readSpanDetails }

async function readSpans(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  await walkBraceBlocks(source, sink, (block) => {
    const span = parseSpan(block.lines)
    if (span.fields.has('trace_id') || span.fields.has('span_id')) addSpan(span, block, intake)
    else sink.report('signal.skipped', { byte: block.byte, line: block.line })
  })
}

function addSpan({ fields, resource }: CppSpan, block: TextBlock, intake: SpanIntake): void {
  intake.add(
    {
      traceId: fields.get('trace_id'),
      spanId: fields.get('span_id'),
      parentSpanId: fields.get('parent_span_id'),
      name: fields.get('name'),
      kind: readKind(fields.get('span kind')),
      status: readStatus({ status: fields.get('status') }).code,
      startNs: nsFromNanos(fields.get('start')),
      durationNs: nsFromNanos(fields.get('duration')),
      service: resource.find(({ key }) => key === 'service.name')?.text || undefined,
    },
    block,
  )
}

/** An event or a link. */
interface Item {
  readonly fields: Map<string, string>
  readonly attributes: TextAttribute[]
}

interface CppSpan extends Item {
  readonly resource: TextAttribute[]
  readonly events: readonly Item[]
  readonly links: readonly Item[]
}

const FIELD = /^\s*(?:"([^"]*)"|([^":]+?))\s*:(?:\s(.*)|)$/
const OWN = new Set([
  'name',
  'trace_id',
  'span_id',
  'tracestate',
  'parent_span_id',
  'start',
  'duration',
  'description',
  'span kind',
  'status',
  'attributes',
  'events',
  'links',
  'resources',
  'instr-lib',
])
const SECTIONS = new Set(['attributes', 'events', 'links', 'resources'])

/** Fields stand two columns in, what belongs to a section behind a tab; a line that is no field goes on with a value. */
function parseSpan(lines: readonly string[]): CppSpan {
  const fields = new Map<string, string>()
  const attributes: TextAttribute[] = []
  const resource: TextAttribute[] = []
  const items = { events: [] as Item[], links: [] as Item[] }
  let section = ''
  for (const line of lines.slice(1, -1)) {
    const field = FIELD.exec(line)
    const name = field?.[1] ?? field?.[2] ?? ''
    const text = plainText(field?.[3] ?? '')
    if (!line.startsWith('\t') && OWN.has(name)) {
      section = SECTIONS.has(name) ? name : ''
      if (section === '') fields.set(name, text)
    } else if (section === 'events' || section === 'links') addToItems(items[section], line, name, text)
    else {
      const list = section === 'attributes' ? attributes : resource
      if (field === null) addToLast(list, line)
      else list.push({ key: name, text })
    }
  }
  return { fields, attributes, resource, ...items }
}

function addToItems(items: Item[], line: string, name: string, text: string): void {
  const item = items.at(-1)
  if (line.trim() === '{') items.push({ fields: new Map(), attributes: [] })
  else if (item === undefined || line === '\t}') return
  else if (name !== '' && !line.startsWith('\t\t')) item.fields.set(name, text)
  else if (name !== '') item.attributes.push({ key: name, text })
  else addToLast(item.attributes, line)
}

/** A value without the quotes and the comma of the JSON-like writing. */
function plainText(text: string): string {
  const quoted = /^"(.*)",?$/.exec(text.trim())
  return quoted?.[1] ?? text.trim().replace(/^(.*[^\\]|),$/, '$1')
}

async function readSpanDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const span = parseSpan(await readLinesAt(source, location.span))
  return {
    ...NO_DETAILS,
    attributes: textAttributes(span.attributes),
    events: span.events.map(readEvent),
    links: span.links.flatMap(readLink),
    statusMessage: span.fields.get('description') ?? '',
    traceState: span.fields.get('tracestate') ?? '',
    resource: textAttributes(span.resource),
    scope: scopeOf(span.fields.get('instr-lib') ?? ''),
  }
}

function readEvent({ fields, attributes }: Item): SpanEvent {
  const timeUnixNs = nsFromNanos(fields.get('timestamp'))
  return { timeUnixNs, name: fields.get('name') ?? '', attributes: textAttributes(attributes) }
}

function readLink({ fields, attributes }: Item): SpanLink[] {
  const traceState = fields.get('tracestate') ?? ''
  return linkTo(fields.get('trace_id'), fields.get('span_id'), traceState, textAttributes(attributes))
}

/** `name-version`, where there is a version; names may have dashes. */
function scopeOf(text: string): Scope | undefined {
  if (text === '') return undefined
  const match = /^(.+)-(v?\d[\w.+]*(?:-[\w.]+)?)$/.exec(text)
  return { name: match?.[1] ?? text, version: match?.[2] ?? '', attributes: [] }
}
