import { writeOtlp } from '../core/export/otlpJson.ts'
import { importInputs } from '../core/importDataset.ts'
import { type CliIo, EXIT } from './cliIo.ts'
import { arePaths, isReadable, withInputs } from './openInputs.ts'

/**
 * `spanfall convert FILE…`: writes the spans of dumps as OTLP JSON to standard output, problems to standard error.
 * Returns the exit code.
 */
export async function convert(paths: readonly string[], io: CliIo): Promise<number> {
  if (!arePaths(paths, ' to convert', io)) return EXIT.unreadable
  const code = await withInputs(paths, io, async (files) => {
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
  })
  return code ?? EXIT.unreadable
}
