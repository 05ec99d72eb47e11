import type { InputPosition, Report } from '../../model/diagnostic.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { type JsonObject, objectFrom, textFrom } from '../fields/fields.ts'
import { nsFromMicros } from '../json/exactNumber.ts'

type EventRange = SourceRange & InputPosition

/** A stretch of work, as one event or a pair of them tells it. */
export interface Slice {
  readonly name: string
  readonly pid: string
  readonly tid: string
  /** ns of the writer's clock; undefined: not told. */
  readonly startNs: bigint | undefined
  endNs: bigint | undefined
  /** The event to show: the beginning, or the end where only that one has arguments. */
  range: EventRange
  hasArgs: boolean
  /** Number of the slice around it, in input order; -1 for none. */
  parent: number
}

/** The name of a process or thread and the event that tells it. */
interface NamedTrack {
  readonly name: string
  readonly range: EventRange
}

/** Gathers trace events into slices. Memory grows with the number of slices. */
export class ChromeTracks {
  /** By pid. */
  readonly processes = new Map<string, NamedTrack>()
  /** By `pid tid`. */
  readonly threads = new Map<string, NamedTrack>()
  readonly #report: Report
  readonly #slices: Slice[] = []
  /** Numbers of the slices on each thread, by `pid tid`. */
  readonly #onThread = new Map<string, number[]>()
  /** Numbers of begun slices, innermost last, by thread and by asynchronous id. */
  readonly #open = new Map<string, number[]>()

  constructor(report: Report) {
    this.#report = report
  }

  addEvent(event: JsonObject, range: EventRange): void {
    const thread = `${textFrom(event.pid) ?? ''} ${textFrom(event.tid) ?? ''}`
    switch (event.ph) {
      case 'X':
        this.#addTo(this.#onThread, thread, this.#slice(event, range, nsFromMicros(event.dur)))
        break
      case 'B': {
        const slice = this.#slice(event, range, undefined)
        this.#addTo(this.#onThread, thread, slice)
        this.#addTo(this.#open, thread, slice)
        break
      }
      case 'E':
        this.#end(thread, event, range)
        break
      case 'b':
      case 'S':
        this.#addTo(this.#open, asyncKey(event), this.#asyncSlice(event, range, undefined))
        break
      case 'n':
        this.#asyncSlice(event, range, 0n)
        break
      case 'e':
      case 'F':
        this.#end(asyncKey(event), event, range)
        break
      case 'M':
        this.#name(event, thread, range)
        break
      default:
        this.#report(typeof event.ph === 'string' ? 'signal.skipped' : 'span.shape', range)
    }
  }

  /** All slices in input order, those of threads nested. */
  finish(): readonly Slice[] {
    for (const numbers of this.#onThread.values()) this.#nest(numbers)
    return this.#slices
  }

  #slice(event: JsonObject, range: EventRange, durationNs: bigint | undefined, parent = -1): number {
    const startNs = nsFromMicros(event.ts)
    const name = textFrom(event.name) ?? ''
    if (name === '') this.#report('span.name', range)
    return (
      this.#slices.push({
        name,
        pid: textFrom(event.pid) ?? '',
        tid: textFrom(event.tid) ?? '',
        startNs,
        endNs: startNs === undefined || durationNs === undefined ? undefined : startNs + durationNs,
        range,
        hasArgs: hasArgs(event),
        parent,
      }) - 1
    )
  }

  #asyncSlice(event: JsonObject, range: EventRange, durationNs: bigint | undefined): number {
    return this.#slice(event, range, durationNs, this.#open.get(asyncKey(event))?.at(-1) ?? -1)
  }

  #end(track: string, event: JsonObject, range: EventRange): void {
    const slice = this.#slices[this.#open.get(track)?.pop() ?? -1] as Slice | undefined
    if (slice === undefined) {
      this.#report('span.shape', range, 'An event ends what no event began. It was skipped.')
      return
    }
    slice.endNs = nsFromMicros(event.ts)
    if (!hasArgs(event)) return
    if (slice.hasArgs)
      this.#report('span.value', range, 'The arguments at the end were left out for those at the beginning.')
    else slice.range = range
  }

  #name(event: JsonObject, thread: string, range: EventRange): void {
    const name = textFrom(objectFrom(event.args)?.name) ?? ''
    if (event.name === 'process_name') this.processes.set(textFrom(event.pid) ?? '', { name, range })
    else if (event.name === 'thread_name') this.threads.set(thread, { name, range })
  }

  #addTo(map: Map<string, number[]>, key: string, slice: number): void {
    const numbers = map.get(key)
    if (numbers === undefined) map.set(key, [slice])
    else numbers.push(slice)
  }

  /** Parents on one thread: the innermost slice that holds the whole of another; one without an end holds all that follows. */
  #nest(numbers: readonly number[]): void {
    const timed = numbers.filter((number) => this.#slices[number].startNs !== undefined)
    timed.sort((a, b) => compare(this.#slices[a], this.#slices[b]) || a - b)
    const around: number[] = []
    for (const number of timed) {
      const slice = this.#slices[number]
      while (around.length > 0 && !holds(this.#slices[around[around.length - 1]], slice)) around.pop()
      slice.parent = around.at(-1) ?? -1
      around.push(number)
    }
  }
}

/** Earlier starts first, of equal ones the longer first. */
function compare(a: Slice, b: Slice): number {
  const byStart = order(a.startNs ?? 0n, b.startNs ?? 0n)
  if (byStart !== 0 || a.endNs === b.endNs) return byStart
  if (a.endNs === undefined || b.endNs === undefined) return a.endNs === undefined ? -1 : 1
  return order(b.endNs, a.endNs)
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether `outer`, which does not start later, holds `inner`. */
function holds(outer: Slice, inner: Slice): boolean {
  if (outer.endNs === undefined) return true
  if (inner.endNs === undefined || inner.endNs > outer.endNs) return false
  return (inner.startNs ?? 0n) < outer.endNs || inner.startNs === outer.startNs
}

/** Asynchronous events belong together by category and id; a local id counts within its process. */
function asyncKey(event: JsonObject): string {
  const ids = objectFrom(event.id2)
  const local = textFrom(ids?.local)
  const id = local === undefined ? (textFrom(ids?.global) ?? textFrom(event.id)) : `${textFrom(event.pid)} ${local}`
  return `async ${textFrom(event.cat) ?? ''} ${id ?? ''}`
}

function hasArgs(event: JsonObject): boolean {
  return Object.keys(objectFrom(event.args) ?? {}).length > 0
}
