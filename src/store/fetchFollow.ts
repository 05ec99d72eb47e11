import { fetchSpans } from '../sources/queries.ts'
import { changesBetween, changeWords, lackWords, traceState } from './fetchChanges.ts'
import type { Following } from './fetched.ts'
import { type Answer, fileNameOf, joinAnswers } from './fetchJoin.ts'
import type { GetStore, SetStore } from './fetchTraces.ts'
import { traceLinkText } from './link.ts'

/** Pauses between two questions, in ms: the longer nothing changes, the longer. */
const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 30_000
/** A trace that lacks nothing is complete when so many answers in a row changed nothing. */
const QUIET_ROUNDS = 3
/** One that lacks something is given up then. */
const VAIN_ROUNDS = 10
const MAX_ROUNDS = 100
/** So much of what was said is kept. */
const SAID = 20

let following: AbortController | undefined

/** Ends it at the reader's wish. */
export function stopFollowing(set: SetStore, get: GetStore): void {
  following?.abort()
  following = undefined
  const before = get().following
  if (before !== undefined && isRunning(before)) set({ following: { ...before, state: 'stopped' } })
}

function isRunning({ state }: Following): boolean {
  return state === 'waiting' || state === 'asking' || state === 'paused'
}

/** Asks for a trace until it is complete, or until it is in vain. Hidden pages do not ask. */
export async function startFollowing(set: SetStore, get: GetStore, trace: number): Promise<void> {
  stopFollowing(set, get)
  const { opened } = get()
  if (opened === undefined) return
  const controller = new AbortController()
  const { signal } = controller
  following = controller
  const traceId = traceLinkText(opened.dataset, trace)
  let now: Following = { traceId, state: 'waiting', nextAtMs: 0, rounds: 0, said: [] }
  const tell = (part: Partial<Following>) => {
    if (signal.aborted) return
    now = { ...now, ...part }
    set({ following: now })
  }
  const say = (sentence: string) => tell({ said: [...now.said, sentence].slice(-SAID) })
  let quiet = 0
  let pauseMs = FIRST_PAUSE_MS
  tell({})
  while (now.rounds < MAX_ROUNDS) {
    tell({ state: document.hidden ? 'paused' : 'waiting', nextAtMs: Date.now() + pauseMs })
    await wait(pauseMs, signal)
    if (document.hidden) {
      tell({ state: 'paused' })
      await untilVisible(signal)
    }
    if (signal.aborted) return
    tell({ state: 'asking', rounds: now.rounds + 1 })
    const words = await askAgain(set, get, traceId, signal)
    if (signal.aborted) return
    if (words === undefined) {
      say('The trace is no longer open.')
      break
    }
    quiet = words.changed === '' ? quiet + 1 : 0
    if (words.changed !== '') say(words.changed)
    if (quiet >= QUIET_ROUNDS && words.lacks === undefined) {
      say('Complete: nothing is missing, and nothing more comes.')
      tell({ state: 'complete' })
      return
    }
    if (quiet >= VAIN_ROUNDS) {
      say(`Given up: ${words.lacks} left, and nothing more comes.`)
      break
    }
    pauseMs = quiet === 0 ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)
  }
  tell({ state: 'stopped' })
}

/** What an answer changed, and what the trace lacks after it; undefined where it is no longer open. */
async function askAgain(
  set: SetStore,
  get: GetStore,
  traceId: string,
  signal: AbortSignal,
): Promise<{ readonly changed: string; readonly lacks: string | undefined } | undefined> {
  const { opened, fetched, connections } = get()
  const before = opened === undefined ? undefined : traceState(opened.dataset, traceId)
  if (opened === undefined || before === undefined) return undefined
  const sources = new Set([...fetched.values()].filter((file) => file.traceId === traceId).map(({ source }) => source))
  const answers: Answer[] = []
  let failure = ''
  for (const connection of connections.filter(({ name }) => sources.has(name))) {
    try {
      const blob = await fetchSpans(connection, traceId, signal)
      const answer = { connection, traceId, blob }
      const old = opened.blobs.find(({ name }) => name === fileNameOf(answer))
      if (old === undefined || !(await isSame(old.blob, blob))) answers.push(answer)
    } catch (error) {
      if (signal.aborted) return undefined
      failure = `${connection.name} did not answer (${error instanceof Error ? error.message : String(error)}).`
    }
  }
  if (signal.aborted) return undefined
  if (answers.length > 0) await joinAnswers(set, get, answers, () => undefined)
  const after = traceState(get().opened?.dataset ?? opened.dataset, traceId)
  if (after === undefined) return undefined
  return { changed: changeWords(changesBetween(before, after)) ?? failure, lacks: lackWords(after) }
}

/** Compared in parts of this size, in bytes. */
const PART_BYTES = 1 << 20

async function isSame(a: Blob, b: Blob): Promise<boolean> {
  if (a.size !== b.size) return false
  for (let from = 0; from < a.size; from += PART_BYTES) {
    const parts = [a, b].map((blob) => blob.slice(from, from + PART_BYTES).text())
    const [one, other] = await Promise.all(parts)
    if (one !== other) return false
  }
  return true
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function untilVisible(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden && !signal.aborted) return
      document.removeEventListener('visibilitychange', look)
      resolve()
    }
    document.addEventListener('visibilitychange', look)
    signal.addEventListener('abort', look)
    look()
  })
}
