// Processes of the backend tests: on loopback, with their output in files, and never outliving who started them.
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {{ env?: Record<string, string>, cwd?: string, log?: string }} ProcessOptions */

/** What did not work, in a sentence for who runs the tests. */
export class BackendProblem extends Error {}

/** Longest wait for a process that was asked to stop. */
const STOP_MS = 10_000

/** @type {Map<ChildProcess, Promise<number>>} */
const running = new Map()
let isOver = false

/** @param {ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup({ pid }, signal) {
  if (pid === undefined) return
  try {
    // Each has a group of its own: what it started in its turn ends with it, and Ctrl-C in a terminal comes from here alone.
    process.kill(-pid, signal)
  } catch (problem) {
    if (!(problem instanceof Error && 'code' in problem && problem.code === 'ESRCH')) throw problem
  }
}

process.once('exit', () => {
  for (const child of running.keys()) signalGroup(child, 'SIGKILL')
})

/**
 * Starts a process, with its output in the file `log`, or where ours goes.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {ProcessOptions} [options]
 */
function startProcess(command, args, { env = {}, cwd = tmpdir(), log } = {}) {
  if (isOver) throw new BackendProblem('Stopped.')
  const output = log === undefined ? /** @type {const} */ ('inherit') : openSync(log, 'a')
  const child = spawn(command, args, {
    cwd,
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, ...env },
  })
  if (typeof output === 'number') closeSync(output)
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.once('error', () => resolve(-1))
    child.once('exit', (code) => resolve(code ?? -1))
  })
  running.set(child, ended)
  void ended.then(() => running.delete(child))
  return { ended, isRunning: () => running.has(child), stop: () => stopChild(child, ended) }
}

/** @param {ChildProcess} child @param {Promise<number>} ended */
async function stopChild(child, ended) {
  if (!running.has(child)) return
  // Playwright tidies up after SIGINT alone; the servers take it as they take SIGTERM.
  signalGroup(child, 'SIGINT')
  const patience = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_MS)
  await ended
  clearTimeout(patience)
}

/** Stops all that this process started, and lets it start nothing more. */
export async function stopAll() {
  isOver = true
  await Promise.all([...running].map(([child, ended]) => stopChild(child, ended)))
}

/**
 * Whether a command succeeds; its output goes where ours goes.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {ProcessOptions} [options]
 */
export async function succeeds(command, args, options) {
  return (await startProcess(command, args, options).ended) === 0
}

/** @returns {Promise<number>} */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/**
 * Starts a server and waits until it answers with 200. Fails with the end of its output.
 *
 * @param {string} name
 * @param {{ command: string, args: string[], ready: string, patienceS: number } & ProcessOptions} options
 */
export async function startServer(name, { command, args, ready, patienceS, ...options }) {
  const started = startProcess(command, args, options)
  const untilMs = Date.now() + patienceS * 1000
  while (started.isRunning() && Date.now() < untilMs) {
    const answer = await fetch(ready, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok) return started
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const why = started.isRunning() ? `did not answer within ${patienceS} s` : 'ended at once'
  await started.stop()
  const output = options.log === undefined ? '' : readFileSync(options.log, 'utf8')
  throw new BackendProblem(`${name} ${why}. The end of its output:\n${output.slice(-2000)}`)
}
