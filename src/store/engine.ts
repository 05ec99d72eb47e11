import type { StateCreator } from 'zustand'
import type { Store } from './store.ts'

/** Whom the engine view asks. */
interface AskingEngine {
  /** Name of a connection; undefined where none is chosen yet. */
  readonly connection: string | undefined
}

/** The view that has an engine count what no browser should load. */
export interface EngineSlice {
  /** Undefined while it is closed. */
  readonly askingEngine: AskingEngine | undefined
  setAskingEngine(asking: AskingEngine | undefined): void
}

export const engineSlice: StateCreator<Store, [], [], EngineSlice> = (set) => ({
  askingEngine: undefined,
  setAskingEngine: (askingEngine) => set({ askingEngine }),
})
