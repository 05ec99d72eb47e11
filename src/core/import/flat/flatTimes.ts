import { durationFromText } from '../fields/durationText.ts'
import { nsFromRfc3339 } from '../fields/rfc3339.ts'
import { nsFromMicros, nsFromMillis, nsFromNanos, nsFromSeconds, numberFrom } from '../json/exactNumber.ts'
import { readTimeKey, type TimeKey, type TimeUnit } from './flatTimeKeys.ts'

/** Reads a number of a unit, in ns; undefined for what is no number. */
const NS_FROM: { readonly [unit in TimeUnit]: (value: unknown) => bigint | undefined } = {
  s: nsFromSeconds,
  ms: nsFromMillis,
  us: nsFromMicros,
  ns: nsFromNanos,
}

const NS_PER_UNIT: { readonly [unit in TimeUnit]: number } = { s: 1e9, ms: 1e6, us: 1e3, ns: 1 }
const UNITS: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns']
const UNIT_NAMES: { readonly [unit in TimeUnit]: string } = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
}

/** A guess that the import report shows. */
export interface UnitGuess {
  /** The key that was guessed about; keys of events begin with `events.`. */
  readonly id: string
  readonly message: string
}

/** Which keys of the spans of one file give times, best first, and in which units. */
export interface FlatTimePlan {
  readonly start: readonly TimeKey[]
  readonly end: readonly TimeKey[]
  readonly duration: readonly TimeKey[]
  /** Times of events that name no unit. */
  readonly events: readonly TimeKey[]
  readonly guesses: readonly UnitGuess[]
}

/**
 * The unit of a Unix time between the years 2000 and 2100, by size: below 1e11 seconds, below 1e14
 * milliseconds, below 1e17 microseconds, else nanoseconds. Undefined for 0, negative numbers and what is no number.
 */
function unitBySize(value: unknown): TimeUnit | undefined {
  const size = numberFrom(value)
  if (size === undefined || size <= 0) return undefined
  if (size < 1e11) return 's'
  if (size < 1e14) return 'ms'
  return size < 1e17 ? 'us' : 'ns'
}

/** Unix ns of a time of a flat span: a number of the key's unit (or of the unit by its size), RFC 3339, or [s, ns]. */
export function readMoment(value: unknown, unit: TimeUnit | undefined): bigint | undefined {
  if (Array.isArray(value)) return fromPair(value)
  if (numberFrom(value) === undefined) return typeof value === 'string' ? nsFromRfc3339(value) : undefined
  const known = unit ?? unitBySize(value)
  const ns = known === undefined ? undefined : NS_FROM[known](value)
  return ns === undefined || ns <= 0n ? undefined : ns
}

/** ns of a duration of a flat span: a number of a unit, [s, ns], or text as durationFromText reads it. */
export function readDuration(value: unknown, unit: TimeUnit): bigint | undefined {
  if (Array.isArray(value)) return fromPair(value)
  if (numberFrom(value) !== undefined) return NS_FROM[unit](value)
  return typeof value === 'string' ? durationFromText(value) : undefined
}

/** Seconds and ns, as `process.hrtime` and OpenTelemetry JS write times. */
function fromPair(pair: readonly unknown[]): bigint | undefined {
  const seconds = nsFromSeconds(pair[0])
  const ns = nsFromNanos(pair[1])
  return pair.length !== 2 || seconds === undefined || ns === undefined ? undefined : seconds + ns
}

/** What the first spans of a file say about its times. */
interface Sampled {
  readonly start: unknown
  readonly startKey: TimeKey
  readonly end: unknown
  readonly endKey: TimeKey
  readonly duration: unknown
}

/** Collects raw times of a file's first spans and decides their units, once for each key, by majority. */
export class FlatTimeVotes {
  readonly #keys = new Map<string, TimeKey | undefined>()
  readonly #eventKeys = new Map<string, TimeKey>()
  readonly #votes = new Map<string, UnitVotes>()
  readonly #sampled = new Map<string, Sampled[]>()

  /** Takes one span object into account. */
  addSpan(span: object): void {
    const best = new Map<TimeKey['role'], { time: TimeKey; value: unknown }>()
    for (const [key, value] of Object.entries(span)) {
      if (value === null) continue
      const time = this.#timeKey(key)
      if (time === undefined) continue
      if (time.unit === undefined && time.role !== 'duration') this.#vote(key, value)
      const known = best.get(time.role)
      if (known === undefined || time.rank < known.time.rank) best.set(time.role, { time, value })
    }
    const [start, end, duration] = [best.get('start'), best.get('end'), best.get('duration')]
    if (start === undefined || end === undefined || duration === undefined) return
    const sampled = this.#sampled.get(duration.time.key) ?? []
    this.#sampled.set(duration.time.key, sampled)
    sampled.push({
      start: start.value,
      startKey: start.time,
      end: end.value,
      endKey: end.time,
      duration: duration.value,
    })
  }

  /** Takes one event object into account. */
  addEvent(event: object): void {
    for (const [key, value] of Object.entries(event)) {
      const time = readTimeKey(key)
      if (time?.role !== 'start') continue
      this.#eventKeys.set(key, time)
      if (time.unit === undefined) this.#vote(`events.${key}`, value)
    }
  }

  /** The plan for the whole file. */
  decide(): FlatTimePlan {
    const guesses: UnitGuess[] = []
    const start = this.#withRole('start').map((time) => this.#decideMoment(time, time.key, guesses))
    const end = this.#withRole('end').map((time) => this.#decideMoment(time, time.key, guesses))
    const duration = this.#withRole('duration').map((time) => this.#decideDuration(time, start, guesses))
    const eventTimes = [...this.#eventKeys.values()].sort(byRank)
    const events = eventTimes.map((time) => this.#decideMoment(time, `events.${time.key}`, guesses))
    return { start, end, duration, events, guesses }
  }

  #timeKey(key: string): TimeKey | undefined {
    if (!this.#keys.has(key)) this.#keys.set(key, readTimeKey(key))
    return this.#keys.get(key)
  }

  #withRole(role: TimeKey['role']): TimeKey[] {
    return [...this.#keys.values()]
      .filter((time) => time !== undefined)
      .filter((time) => time.role === role)
      .sort(byRank)
  }

  #vote(id: string, value: unknown): void {
    const votes = this.#votes.get(id) ?? new UnitVotes()
    this.#votes.set(id, votes)
    votes.add(value)
  }

  #decideMoment(time: TimeKey, id: string, guesses: UnitGuess[]): TimeKey {
    const votes = this.#votes.get(id)
    const unit = time.unit === undefined ? votes?.unit() : undefined
    if (votes === undefined || unit === undefined) return time
    const { count, all } = votes.support(unit)
    guesses.push({
      id,
      message: `“${id}” is read as ${UNIT_NAMES[unit]}, by the size of ${count} of the first ${all}.`,
    })
    return { ...time, unit }
  }

  /** The unit that makes end − start; else that of the start; else milliseconds. */
  #decideDuration(time: TimeKey, start: readonly TimeKey[], guesses: UnitGuess[]): TimeKey {
    if (time.unit !== undefined) return time
    const sampled = this.#sampled.get(time.key) ?? []
    const unitOf = (key: TimeKey) => key.unit ?? this.#votes.get(key.key)?.unit() ?? 'us'
    const votes = new Map<TimeUnit, number>()
    for (const span of sampled) {
      const from = readMoment(span.start, unitOf(span.startKey))
      const to = readMoment(span.end, unitOf(span.endKey))
      const unit = from === undefined || to === undefined ? undefined : unitThatMakes(to - from, span.duration)
      if (unit !== undefined) votes.set(unit, (votes.get(unit) ?? 0) + 1)
    }
    const byStart = start.find((key) => key.unit !== undefined)
    const unit = mostVoted(votes) ?? byStart?.unit ?? 'ms'
    const why =
      votes.size > 0 ? 'which fits start and end' : byStart ? `as “${byStart.key}” is` : 'as nothing says otherwise'
    guesses.push({ id: time.key, message: `“${time.key}” is read as ${UNIT_NAMES[unit]}, ${why}.` })
    return { ...time, unit }
  }
}

function byRank(a: TimeKey, b: TimeKey): number {
  return a.rank - b.rank
}

/** Unix seconds of the years 2000 and 2100. */
const YEAR_2000_S = 946_684_800
const YEAR_2100_S = 4_102_444_800
/** Larger numbers are times in no unit: 64 bits of ns end before. */
const LARGEST_TIME = 1.9e19

/** What the sizes of the times under one key say about their unit. */
class UnitVotes {
  /** Of times that lie between the years 2000 and 2100 in the unit of their size. */
  readonly #likely = new Map<TimeUnit, number>()
  readonly #unlikely = new Map<TimeUnit, number>()
  #all = 0

  add(value: unknown): void {
    const unit = unitBySize(value)
    if (unit === undefined) return
    this.#all++
    const size = numberFrom(value) ?? 0
    if (size > LARGEST_TIME) return
    const seconds = (size * NS_PER_UNIT[unit]) / 1e9
    const votes = seconds >= YEAR_2000_S && seconds < YEAR_2100_S ? this.#likely : this.#unlikely
    votes.set(unit, (votes.get(unit) ?? 0) + 1)
  }

  /** That of most likely times; of the others only where there are none. Undefined where no time has voted. */
  unit(): TimeUnit | undefined {
    return mostVoted(this.#likely) ?? mostVoted(this.#unlikely)
  }

  /** How many of all the times have the size of that unit. */
  support(unit: TimeUnit): { readonly count: number; readonly all: number } {
    return { count: (this.#likely.get(unit) ?? 0) + (this.#unlikely.get(unit) ?? 0), all: this.#all }
  }
}

/** The unit with the most votes, the first of equals; undefined where there are none. */
function mostVoted(votes: ReadonlyMap<TimeUnit, number>): TimeUnit | undefined {
  let best: readonly [unit: TimeUnit | undefined, count: number] = [undefined, 0]
  for (const vote of votes) if (vote[1] > best[1]) best = vote
  return best[0]
}

/** The unit in which `duration` comes nearest to `ns`; undefined where none comes within a tenth. */
function unitThatMakes(ns: bigint, duration: unknown): TimeUnit | undefined {
  const size = numberFrom(duration)
  if (size === undefined || size <= 0 || ns <= 0n) return undefined
  return UNITS.find((unit) => Math.abs((size * NS_PER_UNIT[unit]) / Number(ns) - 1) < 0.1)
}
