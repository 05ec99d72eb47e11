import { writeOtlp } from '../core/export/otlpJson.ts'
import { importInputs } from '../core/importDataset.ts'
import { type CliIo, EXIT } from './cliIo.ts'
import type { OpenFile } from './fileSource.ts'
import { isReadable, openInput } from './openInputs.ts'

/**
 * `spanfall convert FILE…`: writes the spans of dumps as OTLP JSON to standard output, problems to standard error.
 * Returns the exit code.
 */
export async function convert(paths: readonly string[], io: CliIo): Promise<number> {
  const unknown = paths.find((path) => path.startsWith('-') && path !== '-')
  if (unknown !== undefined || paths.length === 0) {
    io.stderr(
      unknown === undefined ? 'Name a file to convert, or - for standard input.\n' : `Unknown option ${unknown}.\n`,
    )
    return EXIT.unreadable
  }
  const files: (OpenFile & { readonly name: string })[] = []
  try {
    for (const path of paths) {
      const file = await openInput(path, io)
      if (file === undefined) return EXIT.unreadable
      files.push({ ...file, name: path })
    }
    const { dataset, sources } = await importInputs(files)
    for (const { name, diagnostics } of dataset.files) {
      for (const { code, count, kept } of diagnostics) {
        io.stderr(`${name}:${kept[0].at.line}: ${code}, ${count}×: ${kept[0].message}\n`)
      }
    }
    const texts = writeOtlp(
      dataset,
      sources.map(({ source }) => source),
    )
    for await (const text of texts) {
      io.stdout(text)
      await io.drained?.()
    }
    return dataset.files.every(isReadable) ? EXIT.pass : EXIT.unreadable
  } finally {
    await Promise.all(files.map((file) => file.close()))
  }
}
