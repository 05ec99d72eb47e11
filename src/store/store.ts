import { create } from 'zustand'
import { type ConnectionsSlice, connectionsSlice } from './connections.ts'
import { type DatasetSlice, datasetSlice } from './dataset.ts'
import { type DiagnosisSlice, diagnosisSlice } from './diagnosis.ts'
import { type DumpsSlice, dumpsSlice } from './dumps.ts'
import { type EngineSlice, engineSlice } from './engine.ts'
import { type ExportsSlice, exportsSlice } from './exports.ts'
import { type FetchSlice, fetchSlice } from './fetch.ts'
import { type FindSlice, findSlice } from './find.ts'
import { type PasteSlice, pasteSlice } from './paste.ts'
import { type RedSlice, redSlice } from './red.ts'
import { type SelectionSlice, selectionSlice } from './selection.ts'
import { type ViewSlice, viewSlice } from './view.ts'

/** All that the page knows, in one place. */
export type Store = ConnectionsSlice &
  DatasetSlice &
  DiagnosisSlice &
  DumpsSlice &
  EngineSlice &
  ExportsSlice &
  FetchSlice &
  PasteSlice &
  ViewSlice &
  SelectionSlice &
  FindSlice &
  RedSlice

/** What is open and how it is looked at. */
export const useStore = create<Store>()((...all) => ({
  ...connectionsSlice(...all),
  ...datasetSlice(...all),
  ...diagnosisSlice(...all),
  ...dumpsSlice(...all),
  ...engineSlice(...all),
  ...exportsSlice(...all),
  ...fetchSlice(...all),
  ...pasteSlice(...all),
  ...viewSlice(...all),
  ...selectionSlice(...all),
  ...findSlice(...all),
  ...redSlice(...all),
}))
