import { basename } from 'node:path'
import { countDataset, type InspectCounts } from '../core/analysis/countDataset.ts'
import { importDataset } from '../core/importDataset.ts'
import type { Dataset, ImportedFile } from '../core/model/dataset.ts'
import type { DiagnosticGroup } from '../core/model/diagnostic.ts'
import { type CliIo, EXIT } from './cliIo.ts'
import { arePaths, isReadable, withInputs } from './openInputs.ts'

/** `spanfall inspect FILE… [--json]`: says what is in dumps. Returns the exit code. */
export async function inspect(args: readonly string[], io: CliIo): Promise<number> {
  const asJson = args.includes('--json')
  const paths = args.filter((arg) => arg !== '--json')
  if (!arePaths(paths, ' to inspect', io)) return EXIT.unreadable
  const code = await withInputs(paths, io, async (files) => {
    const dataset = await importDataset(files)
    const counts = countDataset(dataset)
    io.stdout(asJson ? `${JSON.stringify(toJson(dataset, counts), undefined, 2)}\n` : toText(dataset, counts))
    return dataset.files.every(isReadable) ? EXIT.pass : EXIT.unreadable
  })
  return code ?? EXIT.unreadable
}

/** The object that `--json` prints; its keys are an interface. */
function toJson({ files }: Dataset, counts: InspectCounts): object {
  return {
    formats: [...new Set(files.flatMap(({ format }) => format ?? []))],
    records: counts.records,
    spans: counts.spans,
    traces: counts.traces,
    services: counts.services,
    serviceNames: counts.serviceNames,
    roots: counts.roots,
    orphans: counts.orphans,
    selfParents: counts.selfParents,
    cycleSpans: counts.cycleSpans,
    duplicates: counts.duplicates,
    multiRootTraces: counts.multiRootTraces,
    errors: counts.errors,
    startsBeforeParent: counts.startsBeforeParent,
    noStart: counts.noStart,
    minStartNs: counts.minStartNs === undefined ? null : String(counts.minStartNs),
    maxEndNs: counts.maxEndNs === undefined ? null : String(counts.maxEndNs),
    maxDepth: counts.maxDepth,
    diagnostics: mergeDiagnostics(files).map(({ code, count, kept: [first] }) => ({
      code,
      count,
      first: { message: first.message, byte: first.at.byte, line: first.at.line },
    })),
  }
}

/** The groups of all files, one for each code. */
function mergeDiagnostics(files: readonly ImportedFile[]): DiagnosticGroup[] {
  const groups = new Map<string, DiagnosticGroup>()
  for (const group of files.flatMap(({ diagnostics }) => diagnostics)) {
    const known = groups.get(group.code)
    groups.set(group.code, known === undefined ? group : { ...known, count: known.count + group.count })
  }
  return [...groups.values()]
}

function toText({ files }: Dataset, counts: InspectCounts): string {
  const fileRows = files.map((file) => [
    basename(file.name),
    file.format ?? '–',
    `${file.records} records`,
    file.reason,
  ])
  const countRows = [
    ['spans', counts.spans],
    ['traces', counts.traces],
    ['services', `${counts.services}${counts.services === 0 ? '' : `  ${listNames(counts.serviceNames)}`}`],
    ['roots', counts.roots],
    ['orphans', counts.orphans],
    ['errors', counts.errors],
    ['deepest level', counts.maxDepth],
    ['traces with several roots', counts.multiRootTraces],
    ['repeated ids', counts.duplicates],
    ['own parents', counts.selfParents],
    ['in rings of parents', counts.cycleSpans],
    ['before their parent', counts.startsBeforeParent],
    ['without a start', counts.noStart],
    ['from', utcText(counts.minStartNs)],
    ['to', utcText(counts.maxEndNs)],
  ].map((row) => row.map(String))
  const problemRows = files.flatMap((file) =>
    file.diagnostics.map(({ code, count, kept: [first] }) => [
      `${basename(file.name)}:${first.at.line}`,
      code,
      `${count}×`,
      first.message,
    ]),
  )
  return [fileRows, countRows, problemRows]
    .filter((rows) => rows.length > 0)
    .map(alignColumns)
    .join('\n')
}

const NAMES_SHOWN = 8

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(', ')
  return names.length > NAMES_SHOWN ? `${shown}, …` : shown
}

/** Lines of cells; all columns but the last are padded to their widest cell. */
function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  return rows
    .map((row) =>
      row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]))).join('  '),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

/** Date and time in UTC with nine digits of seconds; dates beyond the calendar as Unix ns. */
function utcText(unixNs: bigint | undefined): string {
  if (unixNs === undefined) return '–'
  const seconds = unixNs / 1_000_000_000n
  const date = new Date(Number(seconds) * 1000)
  if (unixNs < 0n || date.getUTCFullYear() > 9999) return `${unixNs} ns`
  const fraction = String(unixNs % 1_000_000_000n).padStart(9, '0')
  return `${date.toISOString().slice(0, 19).replace('T', ' ')}.${fraction} UTC`
}
