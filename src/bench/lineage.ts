import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { listDefects } from '../core/analysis/listDefects.ts'
import { readLineageFacts } from '../core/import/readLineageFacts.ts'
import { importDataset } from '../core/importDataset.ts'
import { classifyBreaks } from '../core/lineage/classifyBreaks.ts'
import { textSource } from '../core/model/byteSource.ts'

// Prints how well breaks are detected on generated traffic with known truth. Run from the top of the repository by
// `npm run bench:lineage -- [--seeds=1,2] [--modes=mixed,full] [--rates=20,100,300] [--attrs=typical] [--skew=0]`.

const BENCH = '../shared/lineage-bench'

interface Case {
  readonly mode: string
  readonly rate: number
  readonly seed: number
  readonly attrs: string
  readonly skew: number
}

interface Truth {
  readonly defect: string | null
  readonly boundary: string
}

interface Detection {
  readonly broken: number
  readonly precision: number | null
  readonly recall: number | null
  readonly falseAlarms: number
  readonly byClass: Readonly<Record<string, { readonly broken: number; readonly detected: number }>>
}

interface Generator {
  makeCase(options: Case): { readonly otlp: unknown; readonly truth: Readonly<Record<string, Truth>> }
}

interface Judge {
  detection(truth: unknown, defects: unknown): Detection
}

function option(name: string, otherwise: string): string[] {
  const given = process.argv.find((arg) => arg.startsWith(`--${name}=`))
  return (given?.slice(name.length + 3) ?? otherwise).split(',')
}

function listCases(): Case[] {
  const [attrs] = option('attrs', 'typical')
  const skew = Number(option('skew', '0')[0])
  return option('modes', 'mixed,full').flatMap((mode) =>
    option('rates', '20,100,300').flatMap((rate) =>
      option('seeds', '1,2').map((seed) => ({ mode, rate: Number(rate), seed: Number(seed), attrs, skew })),
    ),
  )
}

const percent = (share: number | null) => (share === null ? '–' : (100 * share).toFixed(1)).padStart(5)

async function runCase(generator: Generator, judge: Judge, options: Case): Promise<string> {
  const { otlp, truth } = generator.makeCase(options)
  const source = textSource(JSON.stringify(otlp))
  const dataset = await importDataset([{ name: 'traces.otlp.json', source }])
  const from = performance.now()
  const facts = await readLineageFacts(dataset, [source])
  const verdicts = classifyBreaks(dataset, facts)
  const ms = performance.now() - from
  const defects = listDefects(dataset.spans, verdicts)
  const { precision, recall, falseAlarms, byClass } = judge.detection(truth, defects)
  const classes = Object.entries(byClass)
    .sort()
    .map(([name, { broken, detected }]) => `${name} ${percent(detected / broken).trim()} of ${broken}`)
  const { mode, rate, seed } = options
  if (process.argv.includes('--confusion')) printConfusion(truth, defects)
  const head = `${mode.padEnd(5)} rate ${String(rate).padStart(4)} seed ${String(seed).padStart(2)}`
  return `${head}  precision ${percent(precision)}  recall ${percent(recall)}  false ${String(falseAlarms).padStart(3)}  ${ms.toFixed(0).padStart(4)} ms  ${classes.join(', ')}\n`
}

/** Truth against verdict, by boundary. */
function printConfusion(
  truth: Readonly<Record<string, Truth>>,
  defects: readonly { spanId: string; class: string }[],
): void {
  const said = new Map(defects.map((defect) => [defect.spanId, defect.class]))
  const counts = new Map<string, number>()
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const [id, { defect, boundary }] of Object.entries(truth)) {
    count(`${defect ?? 'whole'}  ${boundary}  ->  ${said.get(id) ?? 'intact'}`)
  }
  for (const defect of defects) if (truth[defect.spanId] === undefined) count(`(not in truth)  ->  ${defect.class}`)
  for (const [key, n] of [...counts].sort()) process.stdout.write(`    ${String(n).padStart(5)}  ${key}\n`)
}

if (existsSync(`${BENCH}/make.mjs`)) {
  const at = (file: string) => pathToFileURL(`${BENCH}/${file}`).href
  const generator: Generator = await import(/* @vite-ignore */ at('make.mjs'))
  const judge: Judge = await import(/* @vite-ignore */ at('score.mjs'))
  for (const options of listCases()) process.stdout.write(await runCase(generator, judge, options))
} else process.stdout.write(`Skipped: there is no ${BENCH}, which makes the cases.\n`)
