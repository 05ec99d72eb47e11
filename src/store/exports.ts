import type { StateCreator } from 'zustand'
import { exportInWorker } from '../worker/runInWorker.ts'
import type { Store } from './store.ts'

/** Writing what is open to a file. */
export interface ExportsSlice {
  readonly exporting: boolean
  /** The open dataset as OTLP JSON, under a name made from its label; undefined where it could not be written. */
  exportOtlp(): Promise<{ readonly name: string; readonly blob: Blob } | undefined>
}

export const exportsSlice: StateCreator<Store, [], [], ExportsSlice> = (set, get) => ({
  exporting: false,

  exportOtlp: async () => {
    const { opened, exporting } = get()
    if (opened === undefined || exporting) return undefined
    set({ exporting: true })
    try {
      const { files, spans } = opened.dataset
      const job = { dataset: { files, spans }, blobs: opened.blobs.map(({ blob }) => blob) }
      const blob = await exportInWorker(job, new AbortController().signal)
      return { name: `${opened.label.replace(/\.[a-z.]{1,8}$/i, '')}.otlp.json`, blob }
    } catch (error) {
      get().fail(`${opened.label} could not be exported: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    } finally {
      set({ exporting: false })
    }
  },
})
