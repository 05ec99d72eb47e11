import { type DBSchema, openDB } from 'idb'
import { traceIdText } from '../core/analysis/findSpan.ts'
import type { NamedBlob } from '../worker/protocol.ts'
import type { OpenDataset } from './dataset.ts'

/** A dump that is kept in this browser, as it is listed. */
export interface KeptDump {
  readonly id: number
  readonly label: string
  readonly bytes: number
  readonly spans: number
  readonly traces: number
  readonly keptAtMs: number
}

interface DumpFiles {
  readonly id: number
  readonly files: readonly NamedBlob[]
  /** Ids of its traces, for links; not all of a very large dump. */
  readonly traceIds: readonly string[]
}

/** The list and the files stand apart, so that listing reads no file. */
interface Dumps extends DBSchema {
  list: { key: number; value: Omit<KeptDump, 'id'> & { readonly id?: number } }
  files: { key: number; value: DumpFiles; indexes: { traceIds: string } }
}

/** A dump is found by the ids of this many of its traces. */
const LINKED_TRACES = 5000

const open = () =>
  openDB<Dumps>('spanfall', 1, {
    upgrade: (database) => {
      database.createObjectStore('list', { keyPath: 'id', autoIncrement: true })
      const files = database.createObjectStore('files', { keyPath: 'id' })
      files.createIndex('traceIds', 'traceIds', { multiEntry: true })
    },
  })

/** The kept dumps, latest first. */
export async function listDumps(): Promise<KeptDump[]> {
  const database = await open()
  const all = await database.getAll('list')
  database.close()
  return all.flatMap(({ id, ...dump }) => (id === undefined ? [] : [{ id, ...dump }])).reverse()
}

/**
 * Keeps the files of an open dataset, in place of an earlier copy of the same name and size. Rejects with a
 * QuotaExceededError where the browser has no room; what was kept before stays.
 */
export async function keepDump({ dataset, label }: OpenDataset, files: readonly NamedBlob[]): Promise<number> {
  const bytes = files.reduce((sum, { blob }) => sum + blob.size, 0)
  const { spans } = dataset
  const traces = spans.traces.length
  const traceIds = Array.from({ length: Math.min(LINKED_TRACES, traces) }, (_, trace) => traceIdText(spans, trace))
  const database = await open()
  try {
    const change = database.transaction(['list', 'files'], 'readwrite')
    const done = change.done.then(
      () => undefined,
      (error: unknown) => error,
    )
    const list = change.objectStore('list')
    for (const { id, label: name, bytes: size } of await list.getAll()) {
      if (id === undefined || name !== label || size !== bytes) continue
      await list.delete(id)
      await change.objectStore('files').delete(id)
    }
    const id = await list.add({ label, bytes, spans: spans.length, traces, keptAtMs: Date.now() })
    await change.objectStore('files').add({ id, files, traceIds })
    const failure = await done
    if (failure !== undefined) throw failure
    return id
  } finally {
    database.close()
  }
}

/** The files of a kept dump; undefined where it is gone. */
export async function loadDump(id: number): Promise<readonly NamedBlob[] | undefined> {
  const database = await open()
  const dump = await database.get('files', id)
  database.close()
  return dump?.files
}

/** The latest kept dump that holds a trace; undefined where none does. */
export async function findDumpOfTrace(traceId: string): Promise<number | undefined> {
  const database = await open()
  const ids = await database.getAllKeysFromIndex('files', 'traceIds', traceId)
  database.close()
  return ids.at(-1)
}

/** Forgets a kept dump. */
export async function removeDump(id: number): Promise<void> {
  const database = await open()
  const change = database.transaction(['list', 'files'], 'readwrite')
  await Promise.all([change.objectStore('list').delete(id), change.objectStore('files').delete(id), change.done])
  database.close()
}
