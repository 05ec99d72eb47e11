import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchInput } from './makeInput.ts'
import { measureRound, type Round } from './measureImport.ts'

/** What a process is to measure; the bytes of the input are in a file. */
interface Task {
  readonly input: Omit<BenchInput, 'bytes'>
  readonly path: string
  readonly reader: string
  readonly rounds: number
}

/** By this argument a script that was started by {@link measureApart} knows it. */
export const APART = 'apart'

/**
 * Rounds of each of the readers, in a process of its own: the page has a worker for each import, and one reader of spans in
 * it, so that what other readers and formats taught the compiler is not known there either. `script` calls
 * {@link answerApart} where its first argument is {@link APART}.
 */
export async function measureApart(
  script: string,
  { bytes, ...input }: BenchInput,
  readers: readonly string[],
  rounds: number,
): Promise<Round[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'spanfall-bench-'))
  try {
    const path = join(folder, 'input')
    await writeFile(path, bytes)
    const measured: Round[][] = []
    for (const reader of readers) measured.push(await askProcess(script, { input, path, reader, rounds }))
    return measured
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function askProcess(script: string, task: Task): Promise<Round[]> {
  const child = fork(fileURLToPath(script), [APART])
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The process that measures ended with ${code}.`)
  })
  child.send(task)
  const [rounds] = await Promise.race([once(child, 'message'), ended])
  ended.catch(() => {})
  return rounds
}

/** Does what the process was started for. */
export async function answerApart(): Promise<void> {
  const [task]: Task[] = await once(process, 'message')
  const input = { ...task.input, bytes: await readFile(task.path) }
  const rounds: Round[] = []
  for (let round = 0; round < task.rounds; round++) rounds.push(await measureRound(input, task.reader))
  process.send?.(rounds)
  process.disconnect()
}
