import type { ImportedFile } from '../../core/model/dataset.ts'
import { DIAGNOSTICS } from '../../core/model/diagnostic.ts'
import { formatBytes } from '../formatBytes.ts'

/** An import report as plain text, to paste into a bug report. */
export function printReport(files: readonly ImportedFile[]): string {
  const lines: string[] = []
  for (const { name, inputBytes, format, reason, records, diagnostics } of files) {
    lines.push(`${name}: ${formatBytes(inputBytes)}, ${format ?? 'unknown format'}, ${records} records`, `  ${reason}`)
    for (const { code, count, kept } of diagnostics) {
      lines.push(`  ${code} × ${count}: ${DIAGNOSTICS[code]}`)
      for (const { message, at } of kept.slice(0, 3)) lines.push(`    line ${at.line}, byte ${at.byte}: ${message}`)
    }
  }
  return `${lines.join('\n')}\n`
}
