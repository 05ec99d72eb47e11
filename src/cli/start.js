// npm start: installs and builds what is missing or out of date, then serves the page.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { findNodeProblem, installPackages, modifiedMs, runNpm } from './installPackages.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const builtCli = join(root, 'dist/cli/main.js')
const BUILD_INPUTS = ['src', 'public', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package-lock.json']

/**
 * When the newest file or folder at or below a path was changed: a folder's own time tells of deletions.
 *
 * @param {string} path
 * @returns {number}
 */
function newestMs(path) {
  const below = readdirSync(path, { recursive: true, encoding: 'utf8' })
  return Math.max(modifiedMs(path), ...below.map((name) => modifiedMs(join(path, name))))
}

/** @returns {boolean} */
function buildIsCurrent() {
  const builtMs = Math.min(modifiedMs(builtCli), modifiedMs(join(root, 'dist/index.html')))
  return BUILD_INPUTS.every((name) => {
    const path = join(root, name)
    return builtMs > (name.includes('.') ? modifiedMs(path) : newestMs(path))
  })
}

const nodeProblem = findNodeProblem(root)
if (nodeProblem !== undefined) {
  process.stderr.write(`${nodeProblem}\n`)
  process.exit(1)
}
if (!installPackages(root)) process.exit(1)
if (!buildIsCurrent()) {
  process.stdout.write('Building …\n')
  if (!runNpm(root, ['run', 'build'])) process.exit(1)
}

// npm runs this in the package's folder; files are named from where it was called.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD)
process.argv = [process.argv[0] ?? '', builtCli, 'serve', ...process.argv.slice(2)]
await import(pathToFileURL(builtCli).href)
