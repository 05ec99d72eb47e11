import type { ImportedFile } from '../core/model/dataset.ts'

/** A sentence for an import that gave no span. */
export function emptyImport(files: readonly ImportedFile[]): string {
  if (files.length !== 1)
    return `None of the ${files.length} files holds a span. The import report says what was found.`
  const [file] = files
  if (file.inputBytes === 0) return `${file.name} is empty.`
  if (file.format === undefined) return `${file.name} is in no format that Spanfall knows. ${file.reason}`
  return `${file.name} was read as ${file.format} and holds no spans.`
}

/** A sentence for files that were cut off or failed while being read; undefined where all were whole. */
export function partialImport(files: readonly ImportedFile[]): string | undefined {
  const cut = files.filter(({ diagnostics }) =>
    diagnostics.some(
      ({ code }) => code === 'json.truncated' || code === 'input.unreadable' || code === 'envelope.damaged',
    ),
  )
  if (cut.length === 0) return undefined
  return cut
    .map(
      ({ name, records }) => `${name} is cut off: ${records} ${records === 1 ? 'span' : 'spans'} before the cut kept.`,
    )
    .join(' ')
}
