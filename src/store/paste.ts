import type { StateCreator } from 'zustand'
import type { PastedIds, PastedText } from '../core/import/pasted/pastedIds.ts'
import type { Store } from './store.ts'

/** What was pasted, how it was understood, and what came of it. */
export interface PasteNote {
  readonly read: PastedText
  /** The ids that were looked up; undefined where there were none. */
  readonly ids: PastedIds | undefined
  /** 'asked': the connections were asked; `ask` of the store tells what came of it. */
  readonly outcome: 'opened' | 'absent' | 'spanAbsent' | 'nothingOpen' | 'noIds' | 'asked'
  /** An address that names no trace, and may be that of a dump. */
  readonly address?: string | undefined
}

/** The paste box: ids, headers, addresses, log lines and dumps. */
export interface PasteSlice {
  readonly paste: PasteNote | undefined
  /** Does with a text what its reader would expect: imports a dump, goes to a trace and a span. */
  openPasted(text: string): Promise<void>
  dismissPaste(): void
}

export const pasteSlice: StateCreator<Store, [], [], PasteSlice> = (set, get) => ({
  paste: undefined,

  openPasted: async (text) => {
    const { openPasted } = await import('./openPasted.ts')
    await openPasted(set, get, text)
  },

  dismissPaste: () => {
    set({ paste: undefined })
    get().dismissAsk()
  },
})
