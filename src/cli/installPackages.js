// Runs before any package is installed: plain JavaScript, node: only.
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * One sentence when this Node.js is older than package.json asks for, else undefined.
 *
 * @param {string} root
 * @returns {string | undefined}
 */
export function findNodeProblem(root) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const needed = engines.node.replace('>=', '')
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number)
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return undefined
  return `Spanfall needs Node.js ${needed} or newer; this is ${process.versions.node}.`
}

/**
 * Installs what package-lock.json names, unless that has been done since it last changed.
 *
 * @param {string} root
 * @returns {boolean} false where npm failed; it has said why.
 */
export function installPackages(root) {
  if (modifiedMs(join(root, 'node_modules/.package-lock.json')) >= modifiedMs(join(root, 'package-lock.json')))
    return true
  process.stdout.write('Installing packages …\n')
  return runNpm(root, ['ci', '--include=dev', '--no-audit', '--no-fund'])
}

/**
 * @param {string} root
 * @param {string[]} args
 * @returns {boolean} whether npm succeeded
 */
export function runNpm(root, args) {
  // npm is a batch file on Windows, which only a shell starts.
  return spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0
}

/**
 * When a file or folder was last changed; 0 where it does not exist.
 *
 * @param {string} path
 * @returns {number}
 */
export function modifiedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
