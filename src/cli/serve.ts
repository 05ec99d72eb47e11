import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type CliIo, EXIT } from './cliIo.ts'
import { startPageServer } from './pageServer.ts'

const DEFAULT_PORT = 4400

/** `spanfall serve`: serves the built page beside this file until it is told to stop. */
export async function serve(args: string[], io: CliIo): Promise<number> {
  const port = readPort(args)
  if (typeof port === 'string') {
    io.stderr(`${port}\n`)
    return EXIT.unreadable
  }
  const started = await startPageServer(fileURLToPath(new URL('..', import.meta.url)), port)
  if (!started.ok) {
    io.stderr(`${started.problem}\n`)
    return EXIT.unreadable
  }
  io.stdout(`Spanfall is at http://localhost:${started.port}\n`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await started.stop()
  return EXIT.pass
}

/** The port asked for, or a sentence that says what is wrong with the arguments. */
function readPort(args: string[]): number | string {
  let text: string | undefined
  try {
    text = parseArgs({ args, options: { port: { type: 'string' } } }).values.port
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  if (text === undefined) return DEFAULT_PORT
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1
  return port >= 1 && port <= 65535 ? port : `--port takes a number from 1 to 65535, not "${text}".`
}
