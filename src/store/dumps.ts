import type { StateCreator } from 'zustand'
import type { NamedBlob } from '../worker/protocol.ts'
import type { OpenDataset } from './dataset.ts'
import type { KeptDump } from './keptDumps.ts'
import { type Link, NO_LINK } from './link.ts'
import type { Store } from './store.ts'

/** Dumps that stay in this browser until they are removed. */
export interface DumpsSlice {
  /** Latest first. */
  readonly dumps: readonly KeptDump[]
  refreshDumps(): Promise<void>
  /** Keeps what is open; where the browser has no room it says so, and what is on the screen stays. */
  keep(opened: OpenDataset, files: readonly NamedBlob[]): Promise<void>
  openDump(id: number, link?: Link): Promise<void>
  /** Opens the kept dump that holds the trace of a link; false where none does. */
  openDumpOfTrace(link: Link): Promise<boolean>
  forgetDump(id: number): Promise<void>
}

/** The database is opened when it is asked for, and so is its code. */
const kept = () => import('./keptDumps.ts')

function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'QuotaExceededError')
    return 'this browser has no room left for it'
  return error instanceof Error ? error.message : String(error)
}

export const dumpsSlice: StateCreator<Store, [], [], DumpsSlice> = (set, get) => ({
  dumps: [],

  refreshDumps: async () => {
    try {
      const { listDumps } = await kept()
      set({ dumps: await listDumps() })
    } catch {
      // A browser may forbid storage (private windows): then there is no list.
      set({ dumps: [] })
    }
  },

  keep: async (opened, files) => {
    try {
      const { keepDump } = await kept()
      await keepDump(opened, files)
      await get().refreshDumps()
    } catch (error) {
      get().fail(`${opened.label} is open, but could not be kept for a reload: ${reasonOf(error)}.`)
    }
  },

  openDump: async (id, link = NO_LINK) => {
    const { loadDump } = await kept()
    const files = await loadDump(id).catch(() => undefined)
    if (files !== undefined) return get().openFiles(files, { link, kept: true })
    get().fail('This dump is no longer kept in this browser.')
    return get().refreshDumps()
  },

  openDumpOfTrace: async (link) => {
    if (link.trace === undefined) return false
    const { findDumpOfTrace } = await kept()
    const id = await findDumpOfTrace(link.trace).catch(() => undefined)
    if (id === undefined) return false
    await get().openDump(id, link)
    return true
  },

  forgetDump: async (id) => {
    const { removeDump } = await kept()
    await removeDump(id)
    await get().refreshDumps()
  },
})
