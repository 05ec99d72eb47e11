import { readLineageFacts } from '../core/import/readLineageFacts.ts'
import { importInputs } from '../core/importDataset.ts'
import { classifyBreaks } from '../core/lineage/classifyBreaks.ts'
import type { Verdicts } from '../core/lineage/verdicts.ts'
import { bytesSource } from '../core/model/byteSource.ts'
import type { Dataset, ImportedFile } from '../core/model/dataset.ts'
import type { LineageFacts } from '../core/model/lineageFacts.ts'
import type { CliIo } from './cliIo.ts'
import { type OpenFile, openFile } from './fileSource.ts'

/** A dataset with its verdicts. */
export interface Judged {
  readonly dataset: Dataset
  readonly facts: LineageFacts
  readonly verdicts: Verdicts
}

/** An open file with the path it was named by. */
type NamedFile = OpenFile & { readonly name: string }

/** Opens a file, or standard input for `-`; says why not on standard error. */
async function openInput(path: string, io: CliIo): Promise<OpenFile | undefined> {
  if (path === '-') return { source: bytesSource(await io.stdin()), close: () => Promise.resolve() }
  try {
    return await openFile(path)
  } catch (problem) {
    io.stderr(`${path}: ${problem instanceof Error ? problem.message : 'cannot be read'}\n`)
    return undefined
  }
}

/** Whether arguments are paths, one at least; says on standard error what they are else. `purpose`: ` to inspect`, or ''. */
export function arePaths(args: readonly string[], purpose: string, io: CliIo): boolean {
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '-')
  if (unknown !== undefined) io.stderr(`Unknown option ${unknown}.\n`)
  else if (args.length === 0) io.stderr(`Name a file${purpose}, or - for standard input.\n`)
  return unknown === undefined && args.length > 0
}

/** Opens files, hands them on and closes them; undefined where one cannot be opened, which standard error then says. */
export async function withInputs<T>(
  paths: readonly string[],
  io: CliIo,
  use: (files: readonly NamedFile[]) => Promise<T>,
): Promise<T | undefined> {
  const files: NamedFile[] = []
  try {
    for (const path of paths) {
      const file = await openInput(path, io)
      if (file === undefined) return undefined
      files.push({ ...file, name: path })
    }
    return await use(files)
  } finally {
    await Promise.all(files.map((file) => file.close()))
  }
}

/** Whether a format was recognised and the file could be read to its end. */
export function isReadable({ format, diagnostics }: ImportedFile): boolean {
  return format !== undefined && diagnostics.every(({ code }) => code !== 'input.unreadable')
}

/** Imports files into one dataset and judges it; undefined where one cannot be read, which standard error then says. */
export function judgeFiles(paths: readonly string[], io: CliIo): Promise<Judged | undefined> {
  return withInputs(paths, io, async (files) => {
    const { dataset, sources } = await importInputs(files)
    const unreadable = dataset.files.find((file) => !isReadable(file))
    if (unreadable !== undefined) {
      io.stderr(`${unreadable.name}: ${unreadable.reason}\n`)
      return undefined
    }
    const facts = await readLineageFacts(
      dataset,
      sources.map(({ source }) => source),
    )
    return { dataset, facts, verdicts: classifyBreaks(dataset, facts) }
  })
}
