import { SPAN_KINDS, STATUS_CODES } from '../../model/spanTable.ts'
import { FIELD, PART, type SpanSyntax } from '../fast/spanSyntax.ts'
import type { TextEntries } from '../json/keyTable.ts'
import { readKind, readStatus, SPELLINGS } from './flatNames.ts'
import type { TimeKey, TimeUnit } from './flatTimeKeys.ts'
import type { FlatTimePlan } from './flatTimes.ts'

type Key = TextEntries[number]

const UNIT_NS: { readonly [unit in TimeUnit]: number } = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 }

const spelled = (keys: readonly string[], field: number, parameter = 0): Key[] =>
  keys.map((key) => [key, field, parameter])

const SPELLED_KEYS: readonly Key[] = [
  ...spelled(SPELLINGS.traceId, FIELD.traceId),
  ...spelled(SPELLINGS.spanId, FIELD.spanId),
  ...spelled(SPELLINGS.parentSpanId, FIELD.parentSpanId),
  ...spelled(SPELLINGS.name, FIELD.name),
  ...spelled(SPELLINGS.service, FIELD.context),
  ...spelled(SPELLINGS.kind, FIELD.kind, SPAN_KINDS.length),
  ...spelled(SPELLINGS.status, FIELD.status, 1),
  ...spelled(SPELLINGS.flags, FIELD.flags, 0x301),
  ['resource', FIELD.resource],
  ['error', FIELD.other],
]

/** Keys that give times; those that mean something else, too, or name no unit, are left to the general reader. */
function timeKeys(times: readonly TimeKey[], field: number): Key[] {
  return times.map(({ key, unit }) => {
    const isPlain = unit !== undefined && !SPELLED_KEYS.some(([spelling]) => spelling === key)
    return isPlain ? [key, field, UNIT_NS[unit]] : [key, FIELD.other]
  })
}

/** Usual writings of the names of an enum. */
function writings(names: readonly string[], prefix: string, read: (text: string) => number | undefined): TextEntries {
  return names
    .flatMap((name) => [name, name.toUpperCase(), name[0].toUpperCase() + name.slice(1), prefix + name.toUpperCase()])
    .map((text) => [text, read(text) ?? 0])
}

/** The flat spans of a file, as FlatReader reads them without any report. */
export function flatSyntax(plan: FlatTimePlan): SpanSyntax {
  // Of several meanings of a key the last one counts.
  const keys = new Map<string, Key>()
  for (const key of [
    ...SPELLED_KEYS,
    ...timeKeys(plan.start, FIELD.start),
    ...timeKeys(plan.duration, FIELD.duration),
  ]) {
    keys.set(key[0], key)
  }
  return {
    keys: [...keys.values()],
    needed: [FIELD.traceId, FIELD.spanId, FIELD.name, FIELD.context, FIELD.start, FIELD.duration],
    kinds: writings(SPAN_KINDS, 'SPAN_KIND_', readKind),
    statuses: writings(STATUS_CODES, 'STATUS_CODE_', (status) => readStatus({ status }).code),
    parts: [
      ['code', PART.code],
      ['status_code', PART.other],
      ['statusCode', PART.other],
      ['Code', PART.other],
    ],
    tags: [],
    tagKinds: [],
    references: [],
    referenceTypes: [],
    groups: [],
  }
}
