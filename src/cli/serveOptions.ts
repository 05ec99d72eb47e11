import { parseArgs } from 'node:util'
import { BACKEND_KINDS, type Backend, readBackend } from './proxyBackend.ts'

const DEFAULT_PORT = 4400

/** What `spanfall serve` is asked for. */
export interface ServeOptions {
  readonly port: number
  readonly backends: readonly Backend[]
  /** FILEs; `-` is standard input. */
  readonly paths: readonly string[]
}

/** The options, or a sentence that says what is wrong with the arguments. */
export function readServeOptions(args: string[]): ServeOptions | string {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  const { values, positionals } = parsed
  const port = readPort(values.port)
  if (typeof port === 'string') return port
  if (positionals.filter((path) => path === '-').length > 1) return 'Standard input can be read only once.'
  const backends: Backend[] = []
  for (const kind of BACKEND_KINDS) {
    const [text, second] = values[kind] ?? []
    if (text === undefined) continue
    if (second !== undefined) return `--${kind} is given twice.`
    const backend = readBackend(kind, text)
    if (typeof backend === 'string') return backend
    backends.push(backend)
  }
  return { port, backends, paths: positionals }
}

function parse(args: string[]) {
  const address = { type: 'string', multiple: true } as const
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      jaeger: address,
      zipkin: address,
      tempo: address,
      prometheus: address,
      clickhouse: address,
    },
  })
}

function readPort(text: string | undefined): number | string {
  if (text === undefined) return DEFAULT_PORT
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1
  return port >= 1 && port <= 65535 ? port : `--port takes a number from 1 to 65535, not "${text}".`
}
