// Real servers of the backend tests, each on free ports of loopback.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BackendProblem, findFreePort, startServer } from './processes.js'

const LOOPBACK = '127.0.0.1'

/**
 * Prometheus, over blocks that stand in a folder below `folder`.
 *
 * @param {string} folder
 * @param {string} [blocks]
 * @param {string[]} [more]
 */
export async function startPrometheus(folder, blocks = 'tsdb', more = []) {
  const address = `${LOOPBACK}:${await findFreePort()}`
  const config = join(folder, `prometheus-${blocks}.yml`)
  writeFileSync(config, 'global: {}\n')
  const server = await startServer('Prometheus', {
    command: 'prometheus',
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, blocks)}`,
      // The generator's time lies in the past.
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${address}`,
      '--log.level=warn',
      ...more,
    ],
    ready: `http://${address}/-/ready`,
    patienceS: 30,
    log: join(folder, `prometheus-${blocks}.log`),
  })
  return { ...server, url: `http://${address}` }
}

/**
 * Prometheus with native histograms, which no text holds: it is sent them, as a remote-write request that stands in
 * `folder`/native.bin.
 *
 * @param {string} folder
 */
export async function startNativePrometheus(folder) {
  const flags = ['--enable-feature=native-histograms', '--web.enable-remote-write-receiver']
  const server = await startPrometheus(folder, 'native', flags)
  const answer = await fetch(`${server.url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-protobuf',
      'Content-Encoding': 'snappy',
      'X-Prometheus-Remote-Write-Version': '0.1.0',
    },
    body: readFileSync(join(folder, 'native.bin')),
  })
  if (!answer.ok) throw new BackendProblem(`Prometheus did not take native histograms: ${await answer.text()}`)
  return server
}

/**
 * Zipkin, with its spans in memory.
 *
 * @param {string} folder
 * @param {{ java: string, jar: string }} program
 */
export async function startZipkin(folder, { java, jar }) {
  const port = await findFreePort()
  const url = `http://${LOOPBACK}:${port}`
  const server = await startServer('Zipkin', {
    command: java,
    args: [
      '-Xmx256m',
      '-XX:TieredStopAtLevel=1',
      '-Djava.net.preferIPv4Stack=true',
      `-Djava.io.tmpdir=${folder}`,
      '-jar',
      jar,
      `--armeria.ports[0].port=${port}`,
      `--armeria.ports[0].ip=${LOOPBACK}`,
      '--armeria.ports[0].protocols[0]=http',
      '--logging.level.root=WARN',
    ],
    env: { STORAGE_TYPE: 'mem', SELF_TRACING_ENABLED: 'false' },
    ready: `${url}/health`,
    patienceS: 120,
    log: join(folder, 'zipkin.log'),
  })
  return { ...server, url, spansUrl: `${url}/api/v2/spans` }
}

/** @typedef {{ query: number, grpc: number, otlp: number }} JaegerPorts */

/** @returns {Promise<JaegerPorts>} */
async function findJaegerPorts() {
  const [query, grpc, otlp] = await Promise.all([findFreePort(), findFreePort(), findFreePort()])
  return { query, grpc, otlp }
}

/** @param {JaegerPorts} ports */
const jaegerConfig = ({ query, grpc, otlp }) => ({
  service: {
    extensions: ['jaeger_storage', 'jaeger_query'],
    pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } },
    telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
  },
  extensions: {
    jaeger_storage: { backends: { memory: { memory: { max_traces: 10_000 } } } },
    jaeger_query: {
      storage: { traces: 'memory' },
      http: { endpoint: `${LOOPBACK}:${query}` },
      grpc: { endpoint: `${LOOPBACK}:${grpc}` },
    },
  },
  receivers: { otlp: { protocols: { http: { endpoint: `${LOOPBACK}:${otlp}` } } } },
  exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
})

/**
 * Jaeger, with its spans in memory: what it held is gone with it. One that comes back takes the ports it had.
 *
 * @param {string} folder
 * @param {string} program
 * @param {JaegerPorts} [given]
 */
export async function startJaeger(folder, program, given) {
  const ports = given ?? (await findJaegerPorts())
  const url = `http://${LOOPBACK}:${ports.query}`
  const config = join(folder, `jaeger-${ports.query}.json`)
  writeFileSync(config, JSON.stringify(jaegerConfig(ports)))
  const server = await startServer('Jaeger', {
    command: program,
    args: ['--config', config],
    ready: `${url}/api/v3/services`,
    patienceS: 60,
    log: join(folder, `jaeger-${ports.query}.log`),
  })
  return { ...server, ports, url, spansUrl: `http://${LOOPBACK}:${ports.otlp}/v1/traces` }
}

/**
 * `spanfall serve`, with what follows its port on its command line.
 *
 * @param {string} folder
 * @param {string[]} args
 */
export async function startSpanfall(folder, args) {
  const port = await findFreePort()
  const url = `http://localhost:${port}`
  const server = await startServer('spanfall serve', {
    command: process.execPath,
    args: ['dist/cli/main.js', 'serve', '--port', `${port}`, ...args],
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    ready: `${url}/`,
    patienceS: 30,
    log: join(folder, `spanfall-${port}.log`),
  })
  return { ...server, url }
}
