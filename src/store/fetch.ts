import type { StateCreator } from 'zustand'
import type { TraceIndex } from '../core/model/spanTable.ts'
import type { Connection } from '../sources/connection.ts'
import type { Ask, FetchedFile, Following } from './fetched.ts'
import type { Link } from './link.ts'
import type { Store } from './store.ts'

/** Traces from the connections. */
export interface FetchSlice {
  /** The last question; undefined where there was none, or it was dismissed. */
  readonly ask: Ask | undefined
  /** By the names of the files. What is no longer open may still be listed: see {@link fetchedOf}. */
  readonly fetched: ReadonlyMap<string, FetchedFile>
  /** Keys (fetchChanges.ts) of the spans that came with a later answer, by the text of their trace's id. */
  readonly late: ReadonlyMap<string, ReadonlySet<string>>
  /** How far “open all” has come. */
  readonly opening: { readonly done: number; readonly total: number } | undefined
  readonly following: Following | undefined
  /** Asks connections for a trace, all at once; the first answer is shown, all are merged. True where one had it. */
  askSources(traceId: string | undefined, connections: readonly Connection[], link?: Link): Promise<boolean>
  /** Those that an id is asked of: all that hold traces, or, of an address, those alone whose page it is. */
  listAskable(address: string | undefined): Promise<readonly Connection[]>
  /** Fetches what is at an address that the reader named. */
  openAddress(address: string): Promise<void>
  /** Asks one of the last question's connections again. */
  retrySource(name: string): Promise<void>
  cancelSource(name: string): void
  dismissAsk(): void
  /** Fetches traces that a search found, and opens them together. Resolves with a sentence where some did not come. */
  openHits(connection: Connection, traceIds: readonly string[]): Promise<string | undefined>
  cancelOpening(): void
  /** Asks for a fetched trace once more; late spans join it. */
  fetchAgain(trace: TraceIndex): Promise<void>
  /** Asks for the open trace until it is complete, or ends that. */
  setFollowing(trace: TraceIndex | undefined): void
}

/** What asks is not needed to draw the page. */
const tools = () => import('./fetchTraces.ts')

export const fetchSlice: StateCreator<Store, [], [], FetchSlice> = (set, get) => ({
  ask: undefined,
  fetched: new Map(),
  late: new Map(),
  opening: undefined,
  following: undefined,

  askSources: async (traceId, connections, link) => (await tools()).askSources(set, get, traceId, connections, link),
  listAskable: async (address) => (await tools()).listAskable(get, address),
  openAddress: async (address) => (await tools()).openAddress(set, get, address),
  retrySource: async (name) => (await tools()).retrySource(set, get, name),
  cancelSource: (name) => void tools().then(({ cancelSource }) => cancelSource(name)),

  dismissAsk: () => {
    set({ ask: undefined })
    void tools().then(({ cancelSource }) => cancelSource(undefined))
  },

  openHits: async (connection, traceIds) => (await tools()).openHits(set, get, connection, traceIds),
  cancelOpening: () => void tools().then(({ cancelOpening }) => cancelOpening()),
  fetchAgain: async (trace) => (await tools()).fetchAgain(set, get, trace),

  setFollowing: (trace) =>
    void import('./fetchFollow.ts').then(({ startFollowing, stopFollowing }) =>
      trace === undefined ? stopFollowing(set, get) : startFollowing(set, get, trace),
    ),
})
