import { type Connection, NEW_CONNECTION, readAddress } from '../sources/connection.ts'
import { holdsTraces } from '../sources/holdsTraces.ts'
import { problemWords } from '../sources/problemWords.ts'
import { fetchSpans } from '../sources/queries.ts'
import { SourceError } from '../sources/traceSource.ts'
import { isOfConnection } from '../sources/uiLink.ts'
import type { AnswerState, AskedSource } from './fetched.ts'
import { fetchedOf } from './fetched.ts'
import { type Answer, joinAnswers } from './fetchJoin.ts'
import { type Link, NO_LINK, traceLinkText } from './link.ts'
import type { Store } from './store.ts'

/** The store, from outside of it. */
export type SetStore = (part: Partial<Store>) => void
export type GetStore = () => Store

/** So many traces are fetched at once. */
const AT_ONCE = 4

/** Requests of the last question under way, by the names of their connections. */
const running = new Map<string, AbortController>()
let opening: AbortController | undefined
let asks = 0

/** What a failure means for the list of those that were asked. */
export function stateOfError(error: unknown): AnswerState {
  if (error instanceof SourceError) return { kind: 'failed', problem: error.problem }
  if (error instanceof DOMException && error.name === 'AbortError') return { kind: 'cancelled' }
  return { kind: 'unread', message: error instanceof Error ? error.message : String(error) }
}

/** Asks all at once. Resolves with whether one had it, when all have answered. */
export async function askSources(
  set: SetStore,
  get: GetStore,
  traceId: string | undefined,
  connections: readonly Connection[],
  link: Link | undefined,
): Promise<boolean> {
  cancelSource(undefined)
  const sources = connections.map((connection): AskedSource => ({ connection, state: { kind: 'asking' } }))
  set({ ask: { number: ++asks, traceId, link, sources } })
  await Promise.all(connections.map((connection) => askOne(set, get, connection)))
  return get().ask?.sources.some(({ state }) => state.kind === 'found') ?? false
}

/** Those that an id is asked of; of an address those alone whose page it is, where one is connected. */
export async function listAskable(get: GetStore, address: string | undefined): Promise<readonly Connection[]> {
  await get().loadConnections()
  const all = get().connections.filter((connection) => holdsTraces(connection) && !connection.isHidden)
  const its = address === undefined ? [] : all.filter((connection) => isOfConnection(connection, address))
  return its.length === 0 ? all : its
}

/** Fetches what is at an address that the reader named. */
export async function openAddress(set: SetStore, get: GetStore, address: string): Promise<void> {
  const url = readAddress(address)
  if (url === undefined) return
  const dump: Connection = { ...NEW_CONNECTION, name: new URL(url).host, kind: 'dump', url }
  await askSources(set, get, undefined, [dump], NO_LINK)
}

/** Asks one again, where it is not being asked. */
export async function retrySource(set: SetStore, get: GetStore, name: string): Promise<void> {
  const source = get().ask?.sources.find(({ connection }) => connection.name === name)
  if (source === undefined || running.has(name)) return
  // It may have been mended in the dialog meanwhile.
  const connection = get().connections.find((candidate) => candidate.name === name) ?? source.connection
  await askOne(set, get, connection)
}

/** Stops asking one, or all. */
export function cancelSource(name: string | undefined): void {
  for (const [running_, controller] of running) if (name === undefined || running_ === name) controller.abort()
}

async function askOne(set: SetStore, get: GetStore, connection: Connection): Promise<void> {
  const asked = get().ask
  if (asked === undefined) return
  const controller = new AbortController()
  running.set(connection.name, controller)
  const tell = (state: AnswerState) => {
    const { ask } = get()
    if (ask === undefined || ask.number !== asked.number) return
    const sources = ask.sources.map((source) =>
      source.connection.name === connection.name ? { connection, state } : source,
    )
    set({ ask: { ...ask, sources } })
  }
  tell({ kind: 'asking' })
  try {
    const blob = await fetchSpans(connection, asked.traceId, controller.signal)
    tell({ kind: 'reading' })
    // The first that comes is what the reader asked to see; the others join it where it stands.
    const linkNow = () => (get().ask?.sources.some(({ state }) => state.kind === 'found') ? undefined : asked.link)
    tell((await joinAnswers(set, get, [{ connection, traceId: asked.traceId, blob }], linkNow))[0])
  } catch (error) {
    tell(stateOfError(error))
  } finally {
    if (running.get(connection.name) === controller) running.delete(connection.name)
  }
}

const paddedId = (id: string) => (/^[0-9a-f]{1,31}$/i.test(id) ? id.padStart(32, '0') : id).toLowerCase()

/** Fetches several traces, a few at a time, and opens them together. Resolves with a sentence where some did not come. */
export async function openHits(
  set: SetStore,
  get: GetStore,
  connection: Connection,
  ids: readonly string[],
): Promise<string | undefined> {
  opening?.abort()
  const controller = new AbortController()
  const { signal } = controller
  opening = controller
  const traceIds = ids.map(paddedId)
  const answers = new Map<string, Answer>()
  const failures: AnswerState[] = []
  const left = [...traceIds]
  const tell = () => set({ opening: { done: answers.size + failures.length, total: traceIds.length } })
  const work = async () => {
    for (let traceId = left.shift(); traceId !== undefined && !signal.aborted; traceId = left.shift()) {
      try {
        answers.set(traceId, { connection, traceId, blob: await fetchSpans(connection, traceId, signal) })
      } catch (error) {
        failures.push(stateOfError(error))
      }
      if (!signal.aborted) tell()
    }
  }
  tell()
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, traceIds.length) }, work))
  if (!signal.aborted && answers.size > 0) {
    // In the order of the list, whatever came first.
    const inOrder = traceIds.flatMap((traceId) => answers.get(traceId) ?? [])
    await joinAnswers(set, get, inOrder, () => ({ ...NO_LINK, trace: inOrder[0].traceId }))
  }
  if (opening !== controller) return undefined
  set({ opening: undefined })
  const [first] = failures
  if (first === undefined || signal.aborted) return undefined
  const why = first.kind === 'failed' ? problemWords(first.problem, connection).short : ''
  return `${failures.length} of ${traceIds.length} could not be fetched. ${why}`
}

/** Ends “open all”; nothing of it is opened. */
export function cancelOpening(): void {
  opening?.abort()
}

/** Asks once more for a trace, each connection that it came from; what is late joins it where it stands. */
export async function fetchAgain(set: SetStore, get: GetStore, trace: number): Promise<void> {
  const { opened, fetched, connections } = get()
  if (opened === undefined) return
  const files = fetchedOf(opened, fetched, trace) ?? []
  const traceId = traceLinkText(opened.dataset, trace)
  const sources = connections.filter(({ name }) => files.some(({ source }) => source === name))
  if (sources.length > 0) await askSources(set, get, traceId, sources, undefined)
  else get().fail(`${files.map(({ source }) => source).join(', ')} is no longer connected.`)
}
