// npm test: installs what is missing, then check, unit, build, benchmark, e2e. Stops at the first that fails.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findNodeProblem, installPackages, runNpm } from '../src/cli/installPackages.js'
import { checkBenchmark } from './checkBenchmark.js'
import { launchOptions, listBrowsers } from './findBrowser.js'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = join(root, 'node_modules/.cache/spanfall')

/**
 * @param {string} sentence
 * @param {number} code
 * @returns {never}
 */
function giveUp(sentence, code) {
  process.stderr.write(`${sentence}\n`)
  process.exit(code)
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {boolean}
 */
function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0
}

/**
 * Starts the browser once: a file that exists may still lack libraries, or be a stub that asks to be installed.
 *
 * @param {string | undefined} path
 * @returns {Promise<boolean>}
 */
async function browserStarts(path) {
  const { chromium } = await import('@playwright/test')
  try {
    const browser = await chromium.launch(launchOptions(path))
    await browser.close()
    return true
  } catch {
    return false
  }
}

/**
 * The first browser that starts; "" is Playwright's own. Some containers forbid the browser its sandbox:
 * there it is tried without.
 *
 * @returns {Promise<string | undefined>}
 */
async function findWorkingBrowser() {
  const paths = process.env.SPANFALL_BROWSER ? listBrowsers() : [...listBrowsers(), '']
  for (const sandbox of ['', 'off']) {
    process.env.SPANFALL_BROWSER_SANDBOX = sandbox
    for (const path of paths) if (await browserStarts(path === '' ? undefined : path)) return path
  }
  return undefined
}

/** @returns {Promise<string>} */
async function obtainBrowser() {
  const found = await findWorkingBrowser()
  if (found !== undefined) return found
  if (process.env.SPANFALL_BROWSER) giveUp(`SPANFALL_BROWSER=${process.env.SPANFALL_BROWSER} does not start.`, 1)

  process.stdout.write('No browser found; installing one …\n')
  run(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium'])
  const installed = await findWorkingBrowser()
  if (installed !== undefined) return installed

  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    run('apt-get', ['update'])
    run('apt-get', ['install', '-y', 'chromium'])
  }
  const last = await findWorkingBrowser()
  if (last !== undefined) return last
  return giveUp('The tests need Chrome or Chromium: install one, or name it in SPANFALL_BROWSER.', 1)
}

/**
 * @param {string} name
 * @returns {any} the report a runner wrote; undefined where it wrote none
 */
function readReport(name) {
  const path = join(reports, name)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

/** @type {Counts} */
const counts = { passed: 0, failed: 0, skipped: 0 }

/** @param {Partial<Counts>} more */
function add(more) {
  counts.passed += more.passed ?? 0
  counts.failed += more.failed ?? 0
  counts.skipped += more.skipped ?? 0
}

/** @returns {boolean} */
function runUnit() {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, 'unit.json')}`]
  const ok = run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...vitestArgs])
  const report = readReport('unit.json')
  if (report !== undefined) {
    add({ passed: report.numPassedTests, failed: report.numFailedTests })
    add({ skipped: report.numPendingTests + report.numTodoTests })
  }
  return ok
}

/** @returns {boolean} */
function runEndToEnd() {
  const ok = run(process.execPath, ['node_modules/@playwright/test/cli.js', 'test'])
  const stats = readReport('e2e.json')?.stats
  if (stats !== undefined) {
    add({ passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped })
    if (stats.flaky > 0) process.stdout.write(`\n${stats.flaky} passed only when tried again: mend them.\n`)
  }
  return ok
}

const vitestArgs = process.argv.slice(2)
const unknownArg = vitestArgs.find((arg) => arg !== '-u')
if (unknownArg !== undefined) giveUp(`npm test takes -u (write snapshots anew), not "${unknownArg}".`, 3)
const nodeProblem = findNodeProblem(root)
if (nodeProblem !== undefined) giveUp(nodeProblem, 1)
if (!installPackages(root)) giveUp('npm could not install the packages; its reason stands above.', 1)
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
process.env.SPANFALL_BROWSER_PATH = await obtainBrowser()

const steps = [
  { name: 'check', run: () => runNpm(root, ['run', 'check']) },
  { name: 'unit tests', run: runUnit },
  { name: 'build', run: () => runNpm(root, ['run', 'build']) },
  { name: 'benchmark', run: () => checkBenchmark(root, (args) => runNpm(root, args)) },
  { name: 'e2e tests', run: runEndToEnd },
]
const failedStep = steps.find((step) => !step.run())
if (failedStep !== undefined) {
  process.stdout.write(`\nStopped: ${failedStep.name} failed.\n`)
  process.exitCode = 1
  // A step may fail without a failed test (a lint error, a file that does not load): it counts as one.
  if (counts.failed === 0) add({ failed: 1 })
}
const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`)
