// npm run test:backends: the page against real backends on loopback, started and stopped here.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { obtainJaeger, obtainPrometheus, obtainZipkin } from './backends/obtain.js'
import { BackendProblem, stopAll, succeeds } from './backends/processes.js'
import { startJaeger, startNativePrometheus, startPrometheus, startZipkin } from './backends/servers.js'
import { SPANS, sendOrder, startShop } from './backends/shop.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'spanfall-backends-'))
const startedMs = Date.now()
let isInterrupted = false

/** @param {string} sentence */
const tell = (sentence) => process.stdout.write(`${((Date.now() - startedMs) / 1000).toFixed(1)} s: ${sentence}\n`)

/** @param {string[]} args @param {Record<string, string>} [env] */
const runNode = (args, env = {}) => succeeds(process.execPath, args, { cwd: root, env })

/** Everything that is missing is told at once. */
async function obtainPrograms() {
  /** @type {string[]} */
  const missing = []
  /** @template T @param {() => Promise<T>} obtain @returns {Promise<T | undefined>} */
  const attempt = async (obtain) => {
    try {
      return await obtain()
    } catch (problem) {
      if (!(problem instanceof BackendProblem)) throw problem
      missing.push(problem.message)
      return undefined
    }
  }
  await attempt(obtainPrometheus)
  const zipkin = await attempt(obtainZipkin)
  const jaeger = await attempt(obtainJaeger)
  if (zipkin === undefined || jaeger === undefined || missing.length > 0) throw new BackendProblem(missing.join('\n'))
  return { zipkin, jaeger }
}

/** Spans of a dump, and metrics of all requests as blocks of Prometheus. */
async function makeData() {
  const js = join(root, 'node_modules/.cache/spanfall/backends')
  const vite = ['node_modules/vite/bin/vite.js', 'build', '--ssr', 'src/cli/backendData.ts', '--outDir', js]
  const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'metrics.txt'), join(folder, 'tsdb')]
  const isMade =
    (await runNode([...vite, '--logLevel', 'warn'])) &&
    (await runNode([join(js, 'backendData.js'), folder])) &&
    (await succeeds('promtool', blocks, { log: join(folder, 'promtool.log') }))
  if (!isMade) throw new BackendProblem('The metrics for Prometheus could not be made.')
}

/**
 * Waits until a backend answers with all spans of a trace.
 *
 * @param {string} address
 * @param {number} count
 */
async function waitForSpans(address, count) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const answer = await fetch(address)
    const text = await answer.text()
    // Zipkin calls a span's id "id", OTLP "spanId"; both name it once a span.
    if (answer.ok && (text.match(/"(?:id|spanId)":/g)?.length ?? 0) >= count) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new BackendProblem(`The spans of the shop did not arrive: ${address} does not have ${count}.`)
}

async function testBackends() {
  if (!existsSync(join(root, 'dist/index.html'))) {
    throw new BackendProblem('There is no built page yet; npm run build makes it.')
  }
  const programs = await obtainPrograms()
  tell('All servers are there.')
  await makeData()
  const [prometheus, native, zipkin, jaeger] = await Promise.all([
    startPrometheus(folder),
    startNativePrometheus(folder),
    startZipkin(folder, programs.zipkin),
    startJaeger(folder, programs.jaeger),
  ])
  tell('Prometheus, Zipkin and Jaeger answer.')
  const shop = await startShop(folder, { otlp: jaeger.spansUrl, zipkin: zipkin.spansUrl })
  const orders = []
  for (let n = 0; n < 12; n++)
    orders.push(await sendOrder(shop.url, { name: 'first', ...(n === 3 ? { fails: 'rules' } : {}) }))
  for (const { traceId, tornTraceId } of orders) {
    await waitForSpans(`${jaeger.url}/api/v3/traces/${traceId}`, SPANS.whole)
    await waitForSpans(`${jaeger.url}/api/v3/traces/${tornTraceId}`, SPANS.torn)
    await waitForSpans(`${zipkin.url}/api/v2/trace/${traceId}`, SPANS.whole)
    await waitForSpans(`${zipkin.url}/api/v2/trace/${tornTraceId}`, SPANS.torn)
  }
  tell(`The spans of ${orders.length} orders stand in Zipkin and Jaeger.`)
  const facts = { shop: shop.url, jaegerProgram: programs.jaeger, orders }
  writeFileSync(join(folder, 'shop.json'), JSON.stringify(facts))
  const env = {
    SPANFALL_BACKEND_DATA: folder,
    SPANFALL_PROMETHEUS: prometheus.url,
    SPANFALL_NATIVE_PROMETHEUS: native.url,
    SPANFALL_ZIPKIN: zipkin.url,
    SPANFALL_JAEGER: jaeger.url,
  }
  const args = ['node_modules/@playwright/test/cli.js', 'test', '--reporter', 'list', ...process.argv.slice(2)]
  if (!(await runNode(args, env))) throw new BackendProblem('The page did not pass.')
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (isInterrupted) process.exit(1)
    isInterrupted = true
    // What waits for a process sees it end, and so everything below comes to its end.
    void stopAll()
  })
}
try {
  await testBackends()
} catch (problem) {
  process.exitCode = 1
  if (!isInterrupted && !(problem instanceof BackendProblem)) throw problem
  process.stderr.write(isInterrupted ? 'Interrupted.\n' : `${problem instanceof Error ? problem.message : problem}\n`)
} finally {
  await stopAll()
  rmSync(folder, { recursive: true, force: true })
  tell('All is stopped.')
}
