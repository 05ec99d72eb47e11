import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { measurePage, type PageResult } from './measurePage.ts'

const SIZES: ReadonlyMap<string, number> = new Map([
  ['1k', 1000],
  ['10k', 10_000],
  ['100k', 100_000],
  ['1m', 1_000_000],
])

const USAGE = `npm run bench:page -- [--size 10k,100k,1m] [--page dist] [--port 4467] [--no-wasm] [--json]

Opens a made trace in the built page, in a headless browser, and walks it. P is reading, decoding and JSON.parse of the
same file in the same browser. SPANFALL_BROWSER_PATH names the browser; run npm run build first, or name the folder of a
page built elsewhere. With --no-wasm the browser has no WebAssembly, and the page reads in TypeScript alone.
`

function table(result: PageResult): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`
  const inP = (value: number) => `${ms(value)}, ${(value / result.parseMs).toFixed(3)} P`
  const gaps = ({ p50, p99, late }: PageResult['scroll1200']) =>
    `p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)} ms, ${(late * 100).toFixed(1)} % above 25 ms`
  const rows: readonly (readonly [string, string])[] = [
    ['P, reading included', ms(result.parseMs)],
    ['file chosen → first row', inP(result.firstRowMs)],
    ['file chosen → every span', inP(result.wholeMs)],
    ['every span → RED figures', ms(result.redMs)],
    ['every span → every verdict', ms(result.verdictsMs)],
    ['longest task meanwhile', result.longestTaskMs === 0 ? 'none above 50 ms' : ms(result.longestTaskMs)],
    ['longest on the processor', ms(result.longestProcessorMs)],
    ['minimap, summed up and painted', inP(result.minimapMs)],
    ['typed arrays of the page', `${result.arrayBytesPerSpan.toFixed(1)} bytes a span`],
    ['its heap beside them', `${result.heapMb.toFixed(1)} MB`],
    ['peak memory of the page', result.peakMb === undefined ? 'not told' : `${result.peakMb.toFixed(0)} MB`],
    ['scroll 1,200 px/s', gaps(result.scroll1200)],
    ['scroll 8,000 px/s', gaps(result.scroll8000)],
    ['scroll of an empty page', gaps(result.emptyScroll)],
    ['jump, p95 to paint', ms(result.jumpP95)],
    ['zoom step, p95 to paint', ms(result.zoomP95)],
    ['search by service, longest task', result.findMs === 0 ? 'none above 50 ms' : ms(result.findMs)],
    ['collapse all, to paint', ms(result.collapseAllMs)],
    ['expand all, to paint', ms(result.expandAllMs)],
  ]
  const head = `${result.spans} spans in one trace, ${(result.bytes / 1e6).toFixed(1)} MB; load ${loadavg()[0].toFixed(1)}`
  return `${[head, ...rows.map(([name, value]) => `  ${name.padEnd(34)}${value}`)].join('\n')}\n\n`
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '10k,100k' },
      page: { type: 'string', default: 'dist' },
      port: { type: 'string', default: '4467' },
      'no-wasm': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const sizes = values.size.split(',').map((size) => SIZES.get(size.toLowerCase()))
  if (values.help || sizes.includes(undefined)) {
    process.stdout.write(USAGE)
    return
  }
  const results: PageResult[] = []
  for (const spans of sizes) {
    const result = await measurePage(spans ?? 0, {
      page: values.page,
      port: Number(values.port),
      executablePath: process.env.SPANFALL_BROWSER_PATH,
      wasm: !values['no-wasm'],
    })
    results.push(result)
    if (!values.json) process.stdout.write(table(result))
  }
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ node: process.version, loadAverage: loadavg()[0], results }, undefined, 2)}\n`,
    )
}

await main()
