import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

// Runs the smallest size of the benchmark, for people and for programs, to keep it alive. Its times are not judged.

/** Steps of which the ratio to P must be told. */
const STEPS = [
  'P',
  'TypeScript',
  'kernel',
  'general reader',
  'same ids',
  'table, parents joined',
  'forest',
  'RED of all services',
]

/**
 * @param {string} root
 * @param {string[]} args
 * @returns {string} what the benchmark wrote; '' where it failed
 */
function bench(root, args) {
  const script = join(root, 'node_modules/.cache/spanfall/bench/main.js')
  const options = { cwd: root, encoding: /** @type {const} */ ('utf8') }
  const run = spawnSync(process.execPath, [script, '--size', '1k', '--rounds', '1', ...args], options)
  process.stderr.write(run.stderr)
  return run.status === 0 ? run.stdout : ''
}

/**
 * @param {string} text
 * @returns {string | undefined} what is missing in an answer to --json
 */
function findMissing(text) {
  const { results } = JSON.parse(text)
  if (!Array.isArray(results) || results.length === 0) return 'results'
  for (const { format, steps, heldBytesPerSpan } of results) {
    for (const wanted of STEPS) {
      const told = steps.find((/** @type {{ step: string }} */ { step }) => step === wanted)
      const isTold = Number.isFinite(told?.ratio) && Number.isFinite(told?.cpuRatio)
      if (!isTold) return `a ratio of "${wanted}" of ${format}`
    }
    if (!(heldBytesPerSpan > 0)) return `the bytes a span of ${format}`
  }
  return undefined
}

/**
 * @param {string} root
 * @param {(args: string[]) => boolean} runNpm
 * @returns {boolean} whether it ran and told all it should
 */
export function checkBenchmark(root, runNpm) {
  // Builds it.
  if (!runNpm(['run', 'bench', '--', '--help'])) return false
  const table = bench(root, [])
  process.stdout.write(table)
  const text = bench(root, ['--json'])
  const missing = text === '' || !/ bytes a span\s*$/.test(table) ? 'an answer' : findMissing(text)
  if (missing !== undefined) process.stderr.write(`The benchmark lacks ${missing}.\n`)
  return missing === undefined
}
