import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { longestProcessorMs, TASK_CATEGORIES } from './mainThreadTasks.ts'
import { makeInput } from './makeInput.ts'
import {
  clearWork,
  type FrameGaps,
  longestTask,
  measureClick,
  measureKeys,
  measureMemory,
  measureParseInBrowser,
  measureScroll,
  openingTimes,
  settledWork,
  verdictsTime,
  watchOpening,
  watchTasks,
} from './pageProbes.ts'

/** What opening and walking a trace of that many spans costs in the built page. Times in ms. */
export interface PageResult {
  readonly spans: number
  readonly bytes: number
  /** P in this browser: reading included, as in the import. */
  readonly parseMs: number
  /** File chosen → first row, which may be of a part of the file. */
  readonly firstRowMs: number
  /** File chosen → every span placed. */
  readonly wholeMs: number
  /** Every span placed → the figures of RED drawn. */
  readonly redMs: number
  /** Every span placed → every span judged. */
  readonly verdictsMs: number
  /** From the choice of the file to the figures of RED; 0 where no task was longer than 50. */
  readonly longestTaskMs: number
  /** The same of a task's time on the processor, any length. */
  readonly longestProcessorMs: number
  /** Summing up the trace for the minimap of another width, and painting it. */
  readonly minimapMs: number
  /** Typed arrays of the page, verdicts and all, for each span. */
  readonly arrayBytesPerSpan: number
  /** The rest of what the page's script holds. */
  readonly heapMb: number
  /** Peak resident memory of the page's process until all is judged, in MB; undefined where the system does not tell. */
  readonly peakMb: number | undefined
  readonly scroll1200: FrameGaps
  readonly scroll8000: FrameGaps
  /** The same on a page with nothing but a tall element. */
  readonly emptyScroll: FrameGaps
  readonly jumpP95: number
  readonly zoomP95: number
  readonly findMs: number
  readonly collapseAllMs: number
  readonly expandAllMs: number
}

const SCROLL_FOR_MS = 4000

/** What is measured, and with what. */
export interface PageOptions {
  /** Folder of the built page and its server. */
  readonly page: string
  readonly port: number
  readonly executablePath: string | undefined
  /** Without it the page reads in TypeScript alone. */
  readonly wasm: boolean
}

const p95 = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1]

/** Measures the built page on one made trace. The page must have been built; the browser is found as for the tests. */
export async function measurePage(spans: number, options: PageOptions): Promise<PageResult> {
  const folder = await mkdtemp(join(tmpdir(), 'spanfall-bench-'))
  const main = join(options.page, 'cli/main.js')
  const server = spawn(process.execPath, [main, 'serve', '--port', String(options.port)], { stdio: 'pipe' })
  let browser: Browser | undefined
  try {
    await started(server)
    const input = makeInput('otlp-json', spans, 'single')
    const path = join(folder, 'bench.json')
    await writeFile(path, input.bytes)
    browser = await launch(options)
    const parseMs = await measureP(browser, path, input.batches, input.bytes.length <= 256e6)
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(`http://localhost:${options.port}/`)
    const opened = await open(browser, page, path, input.spans)
    return {
      spans: input.spans,
      bytes: input.bytes.length,
      parseMs,
      ...opened,
      ...(await walk(page)),
      emptyScroll: await measureEmptyScroll(browser),
    }
  } finally {
    await browser?.close()
    server.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

function launch({ executablePath, wasm }: PageOptions): Promise<Browser> {
  const args = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-gpu']
  if (!wasm) args.push('--js-flags=--noexpose-wasm')
  return chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) })
}

function started(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    server.stdout?.once('data', () => resolve())
    server.once('exit', (code) => reject(new Error(`The server ended with ${code}. Run npm run build first.`)))
  })
}

async function measureP(
  browser: Browser,
  path: string,
  batches: readonly (readonly [number, number])[],
  whole: boolean,
) {
  const page = await browser.newPage()
  await page.setContent('<input type="file">')
  await page.locator('input').setInputFiles(path)
  const parseMs = await measureParseInBrowser(page, batches, whole)
  await page.close()
  return parseMs
}

async function open(browser: Browser, page: Page, path: string, spans: number) {
  await page.getByRole('region', { name: 'Samples' }).waitFor()
  await watchTasks(page)
  await watchOpening(page, `${spans} of ${spans} spans placed`)
  await browser.startTracing(page, { categories: TASK_CATEGORIES })
  await page.getByLabel('Open files').setInputFiles(path)
  const { firstRowMs, wholeMs, redMs } = await openingTimes(page)
  const longestTaskMs = await longestTask(page)
  const trace = await browser.stopTracing()
  // The diagnosis goes on in the worker; what is measured from here on is the page alone.
  const verdictsMs = await verdictsTime(page)
  const peakMb = peakOfRenderer()
  const memory = await measureMemory(page)
  return {
    firstRowMs,
    wholeMs,
    redMs,
    verdictsMs,
    longestTaskMs,
    longestProcessorMs: longestProcessorMs(trace),
    arrayBytesPerSpan: memory.arrayBytes / spans,
    heapMb: memory.heapBytes / 1e6,
    peakMb,
  }
}

/** Highest resident memory of the largest renderer that this process has started, in MB, where /proc tells. */
function peakOfRenderer(): number | undefined {
  let peak: number | undefined
  try {
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue
      const kb = rendererPeakKb(entry)
      if (kb !== undefined && isOurs(entry)) peak = Math.max(peak ?? 0, kb / 1000)
    }
  } catch {
    return undefined
  }
  return peak
}

/** Whether a process descends from this one. */
function isOurs(pid: string): boolean {
  for (let at = pid; at !== '0' && at !== ''; ) {
    if (at === String(process.pid)) return true
    at = /PPid:\s+(\d+)/.exec(readFileSync(`/proc/${at}/status`, 'utf8'))?.[1] ?? ''
  }
  return false
}

function rendererPeakKb(pid: string): number | undefined {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) return undefined
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return line === null ? undefined : Number(line[1])
  } catch {
    // The process has ended meanwhile.
    return undefined
  }
}

async function walk(page: Page) {
  const scroller = '.waterfallScroller'
  const scroll1200 = await measureScroll(page, scroller, 1200, SCROLL_FOR_MS)
  const scroll8000 = await measureScroll(page, scroller, 8000, SCROLL_FOR_MS)
  const jumps = await measureKeys(
    page,
    Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? 'End' : 'Home')),
  )
  const zooms = await measureKeys(
    page,
    Array.from({ length: 40 }, (_, n) => (n % 20 < 10 ? 'w' : 's')),
  )
  const collapseAllMs = await measureClick(page, 'Collapse all')
  const expandAllMs = await measureClick(page, 'Expand all')
  const minimapMs = await measureMinimap(page)
  await longestTask(page)
  await page.getByRole('searchbox', { name: 'Find in trace' }).fill('service-07')
  await page.waitForTimeout(100)
  const findMs = await longestTask(page)
  return {
    scroll1200,
    scroll8000,
    jumpP95: p95(jumps),
    zoomP95: p95(zooms),
    minimapMs,
    findMs,
    collapseAllMs,
    expandAllMs,
  }
}

/** The median of a few widths. Zooming does not draw the minimap again: it shows all of the trace. */
async function measureMinimap(page: Page): Promise<number> {
  const times: number[] = []
  for (const width of [1400, 1360, 1320, 1360, 1440]) {
    await clearWork(page, 'minimap')
    await page.setViewportSize({ width, height: 900 })
    times.push(await settledWork(page, 'minimap'))
  }
  return times.sort((a, b) => a - b)[times.length >> 1]
}

async function measureEmptyScroll(browser: Browser): Promise<FrameGaps> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.setContent('<div id="s" style="height:800px;overflow:auto"><div style="height:8000000px"></div></div>')
  const gaps = await measureScroll(page, '#s', 1200, SCROLL_FOR_MS)
  await page.close()
  return gaps
}
