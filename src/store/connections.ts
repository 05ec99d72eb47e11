import type { StateCreator } from 'zustand'
import type { Connection } from '../sources/connection.ts'
import type { Store } from './store.ts'

/** What the dialog of connections shows: the list, or a search of one of them. */
interface Connecting {
  /** Name of the connection that is searched; undefined for the list. */
  readonly search: string | undefined
}

/** The backends that the reader named, and those that the page was served with. */
export interface ConnectionsSlice {
  /** Those of the page first; hidden ones are among them. */
  readonly connections: readonly Connection[]
  /** What was passed over in spanfall.json, a sentence each. */
  readonly connectionFaults: readonly string[]
  /** Undefined while the dialog is closed. */
  readonly connecting: Connecting | undefined
  setConnecting(connecting: Connecting | undefined): void
  /** Reads what the page was served with and what this browser keeps; once, however often it is called. */
  loadConnections(): Promise<void>
  /** Adds a connection, or puts it in the place of the one named `replaced`. */
  saveConnection(connection: Connection, replaced?: string): Promise<void>
  /** A served one is only hidden. */
  removeConnection(name: string): Promise<void>
  setConnectionHidden(name: string, isHidden: boolean): Promise<void>
}

/** Neither the browser's store nor the configuration is needed to draw the page. */
const kept = () => import('./keptConnections.ts')

export const connectionsSlice: StateCreator<Store, [], [], ConnectionsSlice> = (set, get) => {
  let loading: Promise<void> | undefined

  const load = async () => {
    const { loadAll } = await kept()
    const { connections, faults, files } = await loadAll()
    set({ connections, connectionFaults: faults })
    const { takeServed } = await import('./servedContent.ts')
    await takeServed(connections, files, get)
  }

  const keep = async (connections: readonly Connection[]) => {
    set({ connections })
    const { keepConnections } = await kept()
    keepConnections(connections)
  }

  return {
    connections: [],
    connectionFaults: [],
    connecting: undefined,

    setConnecting: (connecting) => set({ connecting }),

    loadConnections: () => {
      loading ??= load()
      return loading
    },

    saveConnection: (connection, replaced) => {
      const { connections } = get()
      const at = connections.findIndex(({ name }) => name === replaced)
      return keep(at === -1 ? [...connections, connection] : connections.with(at, connection))
    },

    removeConnection: (name) =>
      keep(get().connections.filter((connection) => connection.name !== name || connection.isServed)),

    setConnectionHidden: (name, isHidden) =>
      keep(
        get().connections.map((connection) => (connection.name === name ? { ...connection, isHidden } : connection)),
      ),
  }
}
