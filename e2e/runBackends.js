// npm run test:backends: the page against real backends on loopback, started and stopped here.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'spanfall-backends-'))

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {boolean}
 */
function run(command, args, env = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0
}

/** @param {string} command */
const isInstalled = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0

/** @returns {boolean} */
function obtainPrometheus() {
  const hasBoth = () => isInstalled('prometheus') && isInstalled('promtool')
  if (hasBoth()) return true
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    run('apt-get', ['update'])
    run('apt-get', ['install', '-y', '--no-install-recommends', 'prometheus'], { DEBIAN_FRONTEND: 'noninteractive' })
  }
  return hasBoth()
}

/** @returns {Promise<number>} */
function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** Spans of a dump, and metrics of all requests as blocks of Prometheus. */
function makeData() {
  const js = join(root, 'node_modules/.cache/spanfall/backends')
  const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'metrics.txt'), join(folder, 'tsdb')]
  return (
    run(process.execPath, [
      'node_modules/vite/bin/vite.js',
      'build',
      '--ssr',
      'src/cli/backendData.ts',
      '--outDir',
      js,
    ]) &&
    run(process.execPath, [join(js, 'backendData.js'), folder]) &&
    run('promtool', blocks)
  )
}

/**
 * @param {string} url
 * @returns {Promise<boolean>}
 */
async function isReady(url) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined)
    if (answer?.ok) return true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return false
}

/** @returns {Promise<boolean>} */
async function runPrometheus() {
  const url = `http://127.0.0.1:${await findFreePort()}`
  writeFileSync(join(folder, 'prometheus.yml'), 'global: {}\n')
  const backend = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'tsdb')}`,
      // The generator's time lies in the past.
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${url.slice('http://'.length)}`,
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
  const stopped = new Promise((resolve) => backend.once('exit', resolve))
  try {
    if (!(await isReady(url))) {
      process.stderr.write('Prometheus did not start; its reason stands above.\n')
      return false
    }
    const args = ['node_modules/@playwright/test/cli.js', 'test', '--reporter', 'list']
    return run(process.execPath, args, { SPANFALL_PROMETHEUS: url, SPANFALL_BACKEND_DATA: folder })
  } finally {
    backend.kill()
    await stopped
  }
}

try {
  if (!existsSync(join(root, 'dist/index.html'))) {
    process.stderr.write('There is no built page yet; npm run build makes it.\n')
    process.exitCode = 1
  } else if (!obtainPrometheus()) {
    process.stderr.write('These tests need the Debian package prometheus: apt-get install prometheus, as root.\n')
    process.exitCode = 1
  } else if (!makeData() || !(await runPrometheus())) {
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
