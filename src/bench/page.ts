import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { measurePage, type PageResult } from './measurePage.ts'

const SIZES: ReadonlyMap<string, number> = new Map([
  ['1k', 1000],
  ['10k', 10_000],
  ['100k', 100_000],
  ['1m', 1_000_000],
])

const USAGE = `npm run bench:page -- [--size 10k,100k,1m] [--json]

Opens a made trace in the built page, in a headless browser, and walks it. P is reading, decoding and JSON.parse of the
same file in the same browser. SPANFALL_BROWSER_PATH names the browser; run npm run build first.
`

function table(result: PageResult): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`
  const gaps = ({ p50, p99, late }: PageResult['scroll1200']) =>
    `p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)} ms, ${(late * 100).toFixed(1)} % above 25 ms`
  const rows: readonly (readonly [string, string])[] = [
    ['P, reading included', ms(result.parseMs)],
    ['file chosen → first row', `${ms(result.openedMs)}, ${result.openedRatio.toFixed(3)} P`],
    ['longest task meanwhile', result.longestTaskMs === 0 ? 'none above 50 ms' : ms(result.longestTaskMs)],
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
    const result = await measurePage(spans ?? 0, process.env.SPANFALL_BROWSER_PATH)
    results.push(result)
    if (!values.json) process.stdout.write(table(result))
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ node: process.version, results }, undefined, 2)}\n`)
}

await main()
