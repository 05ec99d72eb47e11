import { fileURLToPath } from 'node:url'
import { type CliIo, EXIT } from './cliIo.ts'
import { startPageServer } from './pageServer.ts'
import { findServedFiles } from './servedFiles.ts'
import { readServeOptions } from './serveOptions.ts'

/**
 * `spanfall serve`: serves the built page beside this file, the FILEs and the backends of the command line, until it
 * is told to stop.
 */
export async function serve(args: string[], io: CliIo): Promise<number> {
  const options = readServeOptions(args)
  if (typeof options === 'string') return refuse(options, io)
  const files = await findServedFiles(options.paths, io)
  if (typeof files === 'string') return refuse(files, io)
  const root = fileURLToPath(new URL('..', import.meta.url))
  const started = await startPageServer(root, options.port, { backends: options.backends, files })
  if (!started.ok) return refuse(started.problem, io)
  io.stdout(`Spanfall is at http://localhost:${started.port}\n`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await started.stop()
  return EXIT.pass
}

function refuse(sentence: string, io: CliIo): number {
  io.stderr(`${sentence}\n`)
  return EXIT.unreadable
}
