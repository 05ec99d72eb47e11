import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** Colours of the page; 'system' follows the machine. */
export type Theme = 'system' | 'light' | 'dark'

interface Preferences {
  readonly theme: Theme
  /** Width of the waterfall's first column, in px. */
  readonly nameWidthPx: number
  readonly detailsWidthPx: number
  readonly redOpen: boolean
  readonly redHeightPx: number
  /** What is compared stands in figures of its own, not in the same. */
  readonly redBeside: boolean
  setTheme(theme: Theme): void
  setNameWidth(px: number): void
  setDetailsWidth(px: number): void
  setRedOpen(open: boolean): void
  setRedHeight(px: number): void
  setRedBeside(beside: boolean): void
}

const clamp = (px: number, least: number, most: number) => Math.round(Math.min(most, Math.max(least, px)))

/** Tastes of this person; kept in the browser. */
export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: 'system',
      nameWidthPx: 340,
      detailsWidthPx: 360,
      redOpen: true,
      redHeightPx: 176,
      redBeside: false,
      setTheme: (theme) => set({ theme }),
      setNameWidth: (px) => set({ nameWidthPx: clamp(px, 160, 800) }),
      setDetailsWidth: (px) => set({ detailsWidthPx: clamp(px, 240, 800) }),
      setRedOpen: (redOpen) => set({ redOpen }),
      setRedHeight: (px) => set({ redHeightPx: clamp(px, 120, 640) }),
      setRedBeside: (redBeside) => set({ redBeside }),
    }),
    { name: 'spanfall.preferences', version: 1 },
  ),
)
