import { type Defect, listDefects } from '../core/analysis/listDefects.ts'
import { classHelp } from '../core/lineage/classHelp.ts'
import { type CliIo, EXIT } from './cliIo.ts'
import { arePaths, judgeFiles } from './openInputs.ts'

/** `spanfall stitch FILE… [--json]`: every verdict other than intact. Returns the exit code. */
export async function stitch(args: readonly string[], io: CliIo): Promise<number> {
  const paths = args.filter((arg) => arg !== '--json')
  if (!arePaths(paths, '', io)) return EXIT.unreadable
  const judged = await judgeFiles(paths, io)
  if (judged === undefined) return EXIT.unreadable
  const defects = listDefects(judged.dataset.spans, judged.verdicts)
  if (args.includes('--json')) io.stdout(`${toJson(defects)}\n`)
  else io.stdout(toText(defects))
  return EXIT.pass
}

/** One defect a line, so that a million of them need no string of their own. */
function toJson(defects: readonly Defect[]): string {
  const lines = defects.map((defect) => JSON.stringify(defect))
  return `{"stitches":[],"defects":[${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n`}]}`
}

function toText(defects: readonly Defect[]): string {
  const counts = new Map<string, number>()
  for (const defect of defects) counts.set(defect.class, (counts.get(defect.class) ?? 0) + 1)
  const rows = [...counts].sort((a, b) => b[1] - a[1])
  if (rows.length === 0) return 'Every span is intact.\n'
  const titles = new Map(defects.map((defect) => [defect.class as string, classHelp(defect.class).title]))
  return rows.map(([id, count]) => `${String(count).padStart(8)}  ${id.padEnd(16)}  ${titles.get(id)}\n`).join('')
}
