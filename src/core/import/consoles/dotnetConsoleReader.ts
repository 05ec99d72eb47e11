import type { ByteSource } from '../../model/byteSource.ts'
import { NO_DETAILS, type Scope, type SpanDetails, type SpanEvent, type SpanLink } from '../../model/details.ts'
import type { SpanLocation, SpanSink } from '../../model/spanRecord.ts'
import { BlockGatherer, readLinesAt, type TextBlock, walkLines } from '../bytes/textLines.ts'
import { addToLast, isIndented, type TextAttribute, textAttributes } from '../bytes/textSections.ts'
import { durationFromText } from '../fields/durationText.ts'
import { linkTo } from '../fields/plainDetails.ts'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'
import { readKind, readStatus } from '../flat/flatNames.ts'
import type { FormatReader } from '../format.ts'
import { SpanIntake } from '../spanIntake.ts'

/** Reads {@link dotnetConsole}. */
export const dotnetConsoleReader: FormatReader = { read: readActivities, readDetails: readActivityDetails }

const BEGINS = /^Activity\.(?:TraceId|Id):/
/** `Activity.Kind:        Internal`, and the status, which old versions write `StatusCode : Ok`. */
const FIELD = /^\s*(?:Activity\.(\w+)|(Status\w+))\s*:(?: +(.*))?$/
const RESOURCE = /^Resource associated with Activity:/
const SCOPE = /^Instrumentation scope \(ActivitySource\):/
const PAIR = /^ {4,}([^:]+): ?(.*)$/

async function readActivities(source: ByteSource, sink: SpanSink): Promise<void> {
  const intake = new SpanIntake(sink)
  const gatherer = new BlockGatherer((block) => addActivity(block, intake))
  let inResource = false
  await walkLines(source, sink, (line) => {
    if (BEGINS.test(line.text)) {
      inResource = false
      gatherer.begin(line)
      return
    }
    inResource ||= RESOURCE.test(line.text)
    if (inResource && !RESOURCE.test(line.text) && !isIndented(line.text)) gatherer.end()
    else gatherer.add(line)
  })
  gatherer.end()
}

function addActivity(block: TextBlock, intake: SpanIntake): void {
  const { fields, resource } = parseActivity(block.lines)
  const [, traceId, spanId] = (fields.get('Id') ?? '').split('-')
  /** The resource of the provider that printed it, not a part of the activity. */
  const service = resource.find(({ key }) => key === 'service.name')?.text
  intake.add(
    {
      traceId: fields.get('TraceId') ?? traceId,
      spanId: fields.get('SpanId') ?? spanId,
      parentSpanId: fields.get('ParentSpanId') ?? fields.get('ParentId')?.split('-').at(2),
      name: fields.get('DisplayName'),
      kind: readKind(fields.get('Kind')),
      status: readStatus({ status: fields.get('StatusCode') }).code,
      startNs: nsFromRfc3339(fields.get('StartTime')),
      durationNs: durationFromText(fields.get('Duration') ?? ''),
      flags: fields.get('TraceFlags') === 'Recorded' ? 1 : 0,
      serviceLabel: service,
    },
    block,
  )
}

interface TextItem {
  readonly head: string
  readonly attributes: TextAttribute[]
}

interface Activity {
  readonly fields: ReadonlyMap<string, string>
  readonly tags: TextAttribute[]
  readonly events: TextItem[]
  readonly links: TextItem[]
  readonly scope: TextAttribute[]
  readonly scopeTags: TextAttribute[]
  readonly resource: TextAttribute[]
}

type Section = 'fields' | 'tags' | 'events' | 'links' | 'scope' | 'scopeTags' | 'resource'
const SECTIONS: ReadonlyMap<string, Section> = new Map([
  ['Tags', 'tags'],
  ['TagObjects', 'tags'],
  ['Events', 'events'],
  ['Links', 'links'],
])

/** Sorts the lines of one activity into sections; a line that is none of them goes on with the value before it. */
function parseActivity(lines: readonly string[]): Activity {
  const fields = new Map<string, string>()
  const parts = { tags: [], events: [], links: [], scope: [], scopeTags: [], resource: [] } as {
    [name in 'tags' | 'scope' | 'scopeTags' | 'resource']: TextAttribute[]
  } & { events: TextItem[]; links: TextItem[] }
  let section: Section = 'fields'
  for (const line of lines) {
    const field = FIELD.exec(line)
    const name = field?.[1] ?? field?.[2]
    if (name !== undefined && section !== 'resource') {
      section = SECTIONS.get(name) ?? 'fields'
      if (section === 'fields') fields.set(name, field?.[3]?.trim() ?? '')
    } else if (SCOPE.test(line)) section = 'scope'
    else if (RESOURCE.test(line)) section = 'resource'
    else if (section === 'scope' && line.trim() === 'Tags:') section = 'scopeTags'
    else if (section === 'events' || section === 'links') addToItems(parts[section], line)
    else if (section !== 'fields') addPair(parts[section], line)
  }
  return { fields, ...parts }
}

function addPair(list: TextAttribute[], line: string): void {
  const pair = PAIR.exec(line)
  if (pair !== null) list.push({ key: pair[1], text: pair[2] })
  else addToLast(list, line)
}

/** An event or link stands four columns in, its tags eight. */
function addToItems(items: TextItem[], line: string): void {
  if (/^ {4}\S/.test(line)) items.push({ head: line.trim(), attributes: [] })
  else addPair(items.at(-1)?.attributes ?? [], line)
}

async function readActivityDetails(source: ByteSource, location: SpanLocation): Promise<SpanDetails> {
  const activity = parseActivity(await readLinesAt(source, location.span))
  const { fields } = activity
  return {
    ...NO_DETAILS,
    attributes: textAttributes(activity.tags),
    events: activity.events.map(readEvent),
    links: activity.links.flatMap(readLink),
    statusMessage: fields.get('StatusDescription') ?? '',
    traceState: fields.get('TraceState') ?? '',
    resource: textAttributes(activity.resource),
    scope: scopeOf(activity),
  }
}

function scopeOf({ fields, scope, scopeTags }: Activity): Scope | undefined {
  const value = (key: string) => scope.find((entry) => entry.key === key)?.text
  const name = value('Name') || fields.get('ActivitySourceName')
  if (!name) return undefined
  const version = value('Version') ?? fields.get('ActivitySourceVersion') ?? ''
  return { name, version, attributes: textAttributes(scopeTags) }
}

const EVENT = /^(.*) \[([^\]]*)\]$/

function readEvent({ head, attributes }: TextItem): SpanEvent {
  const match = EVENT.exec(head)
  const timeUnixNs = match === null ? undefined : momentFromText(match[2])
  return { timeUnixNs, name: match?.[1] ?? head, attributes: textAttributes(attributes) }
}

/** `7/4/2024 1:03:37 PM +00:00`: how .NET prints a DateTimeOffset in the invariant and the American culture. */
const MOMENT = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2})(?: ([AP])M)? ([-+]\d{2}:\d{2})$/

function momentFromText(text: string): bigint | undefined {
  const match = MOMENT.exec(text)
  if (match === null) return nsFromRfc3339(text)
  const [, month, day, year, hour, minute, second, half, zone] = match
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'P' ? 12 : 0)
  const two = (value: string | number) => String(value).padStart(2, '0')
  return nsFromRfc3339(`${year}-${two(month)}-${two(day)}T${two(hours)}:${minute}:${second}${zone}`)
}

function readLink({ head, attributes }: TextItem): SpanLink[] {
  const [traceId, spanId] = head.split(/\s+/)
  return linkTo(traceId, spanId, '', textAttributes(attributes))
}
