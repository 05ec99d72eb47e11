import { findTrace } from '../core/analysis/findSpan.ts'
import type { ImportedFile } from '../core/model/dataset.ts'
import type { Connection } from '../sources/connection.ts'
import type { NamedBlob } from '../worker/protocol.ts'
import type { OpenDataset } from './dataset.ts'
import { changesBetween, type TraceState, traceState } from './fetchChanges.ts'
import type { AnswerState, FetchedFile } from './fetched.ts'
import type { GetStore, SetStore } from './fetchTraces.ts'
import type { Link } from './link.ts'

/** What a connection answered, not yet read. */
export interface Answer {
  readonly connection: Connection
  /** Undefined for a dump. */
  readonly traceId: string | undefined
  readonly blob: Blob
}

/** How the dataset calls an answer: one of each trace of each connection. */
export function fileNameOf({ connection, traceId }: Answer): string {
  return traceId === undefined ? `${connection.name} · ${connection.url}` : `${connection.name} · ${traceId}`
}

let joining: Promise<unknown> = Promise.resolve()

/**
 * Reads answers into the open dataset, in place of earlier ones of the same trace and connection, or makes a dataset of
 * them. One after another. What is to be looked at is asked when their turn comes; undefined leaves the view as it is.
 */
export function joinAnswers(
  set: SetStore,
  get: GetStore,
  answers: readonly Answer[],
  linkNow: () => Link | undefined,
): Promise<AnswerState[]> {
  const joined = joining.then(() => joinNow(set, get, answers, linkNow))
  joining = joined.catch(() => undefined)
  return joined
}

const POLL_MS = 20

const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MS))

async function joinNow(
  set: SetStore,
  get: GetStore,
  answers: readonly Answer[],
  linkNow: () => Link | undefined,
): Promise<AnswerState[]> {
  // A file that is being read is not thrown away for a trace.
  while (get().importing !== undefined) await pause()
  const { opened: before } = get()
  const link = linkNow()
  const names = new Set(answers.map(fileNameOf))
  const kept = keptFiles(before).filter(({ name }) => !names.has(name))
  // Of equal spans the first is kept: a whole answer goes before one that calls itself partial.
  const partial = new Set(kept.filter(({ name }) => before !== undefined && isPartialFile(fileOf(before, name))))
  const whole = kept.filter((file) => !partial.has(file))
  const fresh = answers.map((answer): NamedBlob => ({ name: fileNameOf(answer), blob: answer.blob }))
  const states = statesBefore(before, answers)
  const fetched = new Map(get().fetched)
  for (const answer of answers) {
    const { connection, traceId } = answer
    fetched.set(fileNameOf(answer), {
      file: fileNameOf(answer),
      source: connection.name,
      traceId,
      isConnected: get().connections.some(({ name }) => name === connection.name),
      atMs: Date.now(),
    })
  }
  set({ fetched })
  const own = kept.filter(({ name }) => !fetched.has(name))
  const ofDataset = [...kept, ...fresh].flatMap(({ name }) => fetched.get(name) ?? [])
  const done = get().openFiles([...whole, ...fresh, ...partial], {
    kept: true,
    carry: true,
    label: labelOf(own, before, ofDataset),
    ...(link === undefined ? {} : { link }),
    ...(before?.sample === undefined ? {} : { sample: before.sample }),
  })
  // Shown is enough: what is judged after that is nobody's to wait for.
  let ended = false
  void done.finally(() => {
    ended = true
  })
  while (!ended && (get().opened === before || get().importing !== undefined)) await pause()
  const { opened } = get()
  if (opened === undefined || opened === before) return answers.map((answer) => unreadState(get, answer))
  set({ late: lateSpans(get, before, opened, answers, states) })
  return answers.map((answer) => stateOf(opened, answer))
}

function keptFiles(opened: OpenDataset | undefined): NamedBlob[] {
  if (opened === undefined) return []
  // An answer that held no span is not read again and again.
  return opened.blobs.flatMap(({ name, blob }, n) => {
    const { format, records } = opened.dataset.files[n]
    return records === 0 && opened.blobs.length > 1 ? [] : [{ name, blob, format }]
  })
}

/** Those traces that are answered anew, as they stand. */
function statesBefore(opened: OpenDataset | undefined, answers: readonly Answer[]): ReadonlyMap<string, TraceState> {
  const states = new Map<string, TraceState>()
  for (const answer of answers) {
    if (opened === undefined || answer.traceId === undefined) continue
    const isAgain = opened.blobs.some(({ name }) => name === fileNameOf(answer))
    const state = isAgain ? traceState(opened.dataset, answer.traceId) : undefined
    if (state !== undefined) states.set(answer.traceId, state)
  }
  return states
}

function lateSpans(
  get: GetStore,
  before: OpenDataset | undefined,
  { dataset }: OpenDataset,
  answers: readonly Answer[],
  states: ReadonlyMap<string, TraceState>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const late = new Map(get().late)
  for (const { traceId } of answers) {
    if (traceId === undefined) continue
    // What was late when it was open the last time is there from the first now.
    if (before === undefined || findTrace(before.dataset.spans, traceId) === undefined) late.delete(traceId)
    const state = states.get(traceId)
    const after = state && traceState(dataset, traceId)
    if (state === undefined || after === undefined) continue
    const { arrived } = changesBetween(state, after)
    if (arrived.length > 0) late.set(traceId, new Set([...(late.get(traceId) ?? []), ...arrived]))
  }
  return late
}

function labelOf(own: readonly NamedBlob[], before: OpenDataset | undefined, fetched: readonly FetchedFile[]): string {
  const sources = [...new Set(fetched.map(({ source }) => source))].join(', ')
  if (own.length === 0) return sources
  const first = before?.label.split(' + ')[0] ?? own[0].name
  return `${first} + ${sources}`
}

function fileOf({ dataset, blobs }: OpenDataset, name: string): ImportedFile | undefined {
  return dataset.files[blobs.findIndex((blob) => blob.name === name)]
}

function stateOf(opened: OpenDataset, answer: Answer): AnswerState {
  const file = fileOf(opened, fileNameOf(answer))
  if (file === undefined) return { kind: 'unread', message: 'The answer was not read.' }
  if (file.records === 0) return { kind: 'unread', message: emptyWords(file) }
  return { kind: 'found', spans: file.records, isPartial: isPartialFile(file) }
}

function isPartialFile(file: ImportedFile | undefined): boolean {
  return file?.diagnostics.some(({ code }) => code === 'trace.partial') ?? false
}

/** Nothing of the answers is on the screen: the report says why, or somebody else opened something. */
function unreadState(get: GetStore, answer: Answer): AnswerState {
  const file = get().report.find(({ name }) => name === fileNameOf(answer))
  if (file === undefined) return { kind: 'cancelled' }
  return { kind: 'unread', message: emptyWords(file) }
}

function emptyWords({ format, reason, diagnostics }: ImportedFile): string {
  const error = diagnostics.find(({ code }) => code === 'answer.error')?.kept.at(0)
  if (error !== undefined) return error.message
  return format === undefined ? reason : 'The answer holds no spans.'
}
