/** A unit in which flat spans give times. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns'

/** What a key of a flat span says about time. */
export interface TimeKey {
  readonly key: string
  readonly role: 'start' | 'end' | 'duration'
  /** As the key's ending says; undefined: the key names no unit. */
  readonly unit: TimeUnit | undefined
  /** Of several keys with one role the lowest rank counts. */
  readonly rank: number
}

/** Endings that name a unit, longest first; `sep`: only after an underscore, a dot, a dash or a capital letter. */
const ENDINGS: readonly { readonly ending: string; readonly unit: TimeUnit; readonly sep?: boolean }[] = [
  { ending: 'milliseconds', unit: 'ms' },
  { ending: 'microseconds', unit: 'us' },
  { ending: 'nanoseconds', unit: 'ns' },
  { ending: 'epochmillis', unit: 'ms' },
  { ending: 'unixnanos', unit: 'ns' },
  { ending: 'unixnano', unit: 'ns' },
  { ending: 'seconds', unit: 's' },
  { ending: 'millis', unit: 'ms' },
  { ending: 'micros', unit: 'us' },
  { ending: 'nanos', unit: 'ns' },
  { ending: 'milli', unit: 'ms' },
  { ending: 'micro', unit: 'us' },
  { ending: 'nano', unit: 'ns' },
  { ending: 'secs', unit: 's' },
  { ending: 'sec', unit: 's' },
  { ending: 'ms', unit: 'ms', sep: true },
  { ending: 'us', unit: 'us', sep: true },
  { ending: 'ns', unit: 'ns', sep: true },
  { ending: 's', unit: 's', sep: true },
]

const START = ['starttime', 'start', 'starttimestamp', 'startts', 'startedat', 'startunix', 'starttimeunix', 'begin']
const MOMENT = ['timestamp', 'timeunix', 'ts', 'time', 'date', 'datetime']
const END = ['endtime', 'end', 'endtimestamp', 'endts', 'endedat', 'endunix', 'endtimeunix', 'finish', 'finishtime']
const DURATION = ['duration', 'dur', 'elapsed', 'latency']

const ROLES: ReadonlyMap<string, { readonly role: TimeKey['role']; readonly rank: number }> = new Map<
  string,
  { readonly role: TimeKey['role']; readonly rank: number }
>([
  ...[...START, ...MOMENT].map((base, rank) => [base, { role: 'start', rank }] as const),
  ...END.map((base, rank) => [base, { role: 'end', rank }] as const),
  ...DURATION.map((base, rank) => [base, { role: 'duration', rank }] as const),
])

/** Longer keys name no times. */
const MAX_KEY_LENGTH = 40

/** What `key` says about time; undefined where it is no time of a span (FORMATS: an explicit unit wins, by any spelling). */
export function readTimeKey(key: string): TimeKey | undefined {
  if (key.length > MAX_KEY_LENGTH) return undefined
  const plain = ROLES.get(base(key))
  if (plain !== undefined) return { key, ...plain, unit: undefined, rank: plain.rank + 1 }
  for (const { ending, unit, sep } of ENDINGS) {
    const stem = withoutEnding(key, ending, sep === true)
    const known = stem === undefined ? undefined : ROLES.get(base(stem))
    if (known !== undefined) return { key, ...known, unit, rank: known.rank / 100 }
  }
  return undefined
}

function base(key: string): string {
  return key.toLowerCase().replace(/[-_.@\s]/g, '')
}

/** `key` before an ending, however the ending is written; undefined where it ends otherwise. */
function withoutEnding(key: string, ending: string, needsSeparator: boolean): string | undefined {
  const joined = key.replace(/[-_.\s]/g, '')
  if (!joined.toLowerCase().endsWith(ending)) return undefined
  if (needsSeparator) {
    const last = key.slice(-ending.length)
    const separated = /[-_.\s]/.test(key.charAt(key.length - ending.length - 1)) || /^[A-Z]/.test(last)
    if (!separated) return undefined
  }
  return joined.slice(0, -ending.length)
}
