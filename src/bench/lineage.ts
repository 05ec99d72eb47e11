import { closeSync, existsSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { listDefects } from '../core/analysis/listDefects.ts'
import { readLineageFacts } from '../core/import/readLineageFacts.ts'
import { importDataset } from '../core/importDataset.ts'
import { writeOtlpJson } from '../core/lab/otlpJson.ts'
import { makeTraffic } from '../core/lab/traffic.ts'
import { classifyBreaks } from '../core/lineage/classifyBreaks.ts'
import { measureBreaks } from '../core/lineage/measureBreaks.ts'
import { type ByteSource, textSource } from '../core/model/byteSource.ts'

// Prints how well breaks are detected on generated traffic with known truth. Run from the top of the repository by
// `npm run bench:lineage -- [--seeds=1,2] [--modes=mixed,full] [--rates=20,100,300] [--attrs=typical] [--skew=0]`, and with
// `--time=1000000 [--orphans=0.01]` how long the diagnosis of so many spans takes.

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

/** Times the diagnosis of generated load, read from a file as it would be from a Blob. */
async function timeSpans(spans: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'spanfall-'))
  const path = join(folder, 'load.json')
  try {
    const out = openSync(path, 'w')
    const traffic = makeTraffic({ spans, seed: 1, shape: 'mixed', orphanShare: Number(option('orphans', '0.01')[0]) })
    for (const chunk of writeOtlpJson(traffic.spans)) writeSync(out, chunk)
    closeSync(out)
    const input = openSync(path, 'r')
    const source: ByteSource = {
      size: statSync(path).size,
      read: (from, to) => {
        const bytes = new Uint8Array(Math.max(0, Math.min(to, source.size) - from))
        readSync(input, bytes, 0, bytes.length, from)
        return Promise.resolve(bytes)
      },
    }
    const times = [performance.now()]
    const lap = () => times.push(performance.now())
    const dataset = await importDataset([{ name: path, source }])
    lap()
    const facts = await readLineageFacts(dataset, [source])
    lap()
    const verdicts = classifyBreaks(dataset, facts)
    lap()
    measureBreaks(dataset.spans, facts, verdicts)
    lap()
    const [imported, read, judged, measured] = times.slice(1).map((time, k) => `${Math.round(time - times[k])} ms`)
    process.stdout.write(
      `${spans} spans, ${(source.size / 1e6).toFixed(0)} MB: import ${imported}, facts of ${facts.spansRead} spans ${read}, verdicts ${judged}, rates ${measured}\n`,
    )
    closeSync(input)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const timed = Number(option('time', '0')[0])
if (timed > 0) await timeSpans(timed)
else if (existsSync(`${BENCH}/make.mjs`)) {
  const at = (file: string) => pathToFileURL(`${BENCH}/${file}`).href
  const generator: Generator = await import(/* @vite-ignore */ at('make.mjs'))
  const judge: Judge = await import(/* @vite-ignore */ at('score.mjs'))
  for (const options of listCases()) process.stdout.write(await runCase(generator, judge, options))
} else process.stdout.write(`Skipped: there is no ${BENCH}, which makes the cases.\n`)
