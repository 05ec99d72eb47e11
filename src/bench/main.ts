import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { BENCH_FORMATS, type BenchFormat, makeInput } from './makeInput.ts'
import { APART, answerApart, measureApart } from './measureApart.ts'
import { READER_IDS, type Round } from './measureImport.ts'

const SIZES: ReadonlyMap<string, number> = new Map([
  ['1k', 1000],
  ['10k', 10_000],
  ['100k', 100_000],
  ['1m', 1_000_000],
])

const USAGE = `npm run bench -- [--size 1k,10k,100k,1m] [--format ${BENCH_FORMATS.join(',')}] [--rounds 5]
                 [--reader ${READER_IDS.join(',')}] [--json]

Times of reading made inputs in memory, as ratios to P: TextDecoder and JSON.parse of the same bytes in the same round.
Each reader has a process of its own, as it has a worker in the page; what is not a reader's is told of the first.
Processor time is that of all threads of the process, and steadier than time where the machine has other work.
`

/** Medians of a step: ms, and ratios to P of times and of processor times. */
interface Step {
  readonly step: string
  readonly ms: number
  readonly ratio: number
  readonly cpuRatio: number
}

/** Medians over the rounds of one input. */
interface Result {
  readonly format: BenchFormat
  readonly spans: number
  readonly bytes: number
  readonly rounds: number
  /** Of table and forest, without the source. */
  readonly heldBytesPerSpan: number
  readonly steps: readonly Step[]
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}

async function measure(
  format: BenchFormat,
  spans: number,
  rounds: number,
  readers: readonly string[],
): Promise<Result> {
  const input = makeInput(format, spans)
  const measured = await measureApart(import.meta.url, input, readers, rounds)
  const [[parse, first, ...others], ...rest] = measured.map(mediansOf)
  const steps = [parse, first, ...rest.map(([, own]) => own), ...others]
  const heldBytesPerSpan = measured[0][0].heldBytes / input.spans
  return { format, spans: input.spans, bytes: input.bytes.length, rounds, heldBytesPerSpan, steps }
}

function mediansOf(rounds: readonly Round[]): Step[] {
  return rounds[0].timings.map(({ step }, i) => ({
    step,
    ms: median(rounds.map(({ timings }) => timings[i].ms)),
    ratio: median(rounds.map(({ timings }) => timings[i].ratio)),
    cpuRatio: median(rounds.map(({ timings }) => timings[i].cpuRatio)),
  }))
}

function table({ format, spans, bytes, rounds, heldBytesPerSpan, steps }: Result): string {
  const load = loadavg()[0].toFixed(1)
  const head = `${format}, ${spans} spans, ${(bytes / 1e6).toFixed(1)} MB; medians of ${rounds} rounds, load ${load}`
  const lines = steps.map(
    ({ step, ms, ratio, cpuRatio }) =>
      `  ${step.padEnd(24)}${ms.toFixed(1).padStart(10)} ms${ratio.toFixed(3).padStart(10)} P${cpuRatio.toFixed(3).padStart(10)} P of processor time`,
  )
  const held = `  ${'columns with layout'.padEnd(24)}${heldBytesPerSpan.toFixed(1).padStart(10)} bytes a span`
  return `${[head, ...lines, held].join('\n')}\n\n`
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '10k,100k' },
      format: { type: 'string', default: BENCH_FORMATS.join(',') },
      reader: { type: 'string', default: READER_IDS.join(',') },
      rounds: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const sizes = values.size.split(',').map((size) => SIZES.get(size.toLowerCase()))
  const wanted = values.format.split(',')
  const formats = BENCH_FORMATS.filter((format) => wanted.includes(format))
  if (values.help || formats.length < wanted.length || sizes.includes(undefined)) {
    process.stdout.write(USAGE)
    return
  }
  const results: Result[] = []
  for (const spans of sizes) {
    for (const format of formats) {
      const rounds = Number(values.rounds ?? (spans === 1_000_000 ? 3 : 5))
      const result = await measure(format, spans ?? 0, rounds, values.reader.split(','))
      results.push(result)
      if (!values.json) process.stdout.write(table(result))
    }
  }
  const loadAverage = loadavg()[0]
  if (values.json)
    process.stdout.write(`${JSON.stringify({ node: process.version, loadAverage, results }, undefined, 2)}\n`)
}

if (process.argv[2] === APART) await answerApart()
else await main()
