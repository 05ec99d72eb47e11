import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { makeInput } from './makeInput.ts'
import {
  type FrameGaps,
  longestTask,
  measureClick,
  measureKeys,
  measureParseInBrowser,
  measureScroll,
  watchTasks,
} from './pageProbes.ts'

/** What opening and walking a trace of that many spans costs in the built page. Times in ms. */
export interface PageResult {
  readonly spans: number
  readonly bytes: number
  /** P in this browser: reading included, as in the import. */
  readonly parseMs: number
  readonly openedMs: number
  readonly openedRatio: number
  readonly longestTaskMs: number
  /** Peak resident memory of the page's process while importing, in MB; undefined where the system does not tell. */
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
const PORT = 4467

const p95 = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)]

/** Measures the built page on one made trace. The page must have been built; the browser is found as for the tests. */
export async function measurePage(spans: number, executablePath: string | undefined): Promise<PageResult> {
  const folder = await mkdtemp(join(tmpdir(), 'spanfall-bench-'))
  const server = spawn(process.execPath, ['dist/cli/main.js', 'serve', '--port', String(PORT)], { stdio: 'pipe' })
  let browser: Browser | undefined
  try {
    await started(server)
    const input = makeInput('otlp-json', spans, 'single')
    const path = join(folder, 'bench.json')
    await writeFile(path, input.bytes)
    const args = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-gpu']
    browser = await chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) })
    const parseMs = await measureP(browser, path, input.batches, input.bytes.length <= 256e6)
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const opened = await open(page, path, input.spans)
    return {
      spans: input.spans,
      bytes: input.bytes.length,
      parseMs,
      ...opened,
      openedRatio: opened.openedMs / parseMs,
      ...(await walk(page)),
      emptyScroll: await measureEmptyScroll(browser),
    }
  } finally {
    await browser?.close()
    server.kill()
    await rm(folder, { recursive: true, force: true })
  }
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

async function open(page: Page, path: string, spans: number) {
  await page.goto(`http://localhost:${PORT}/`)
  await page.getByRole('region', { name: 'Samples' }).waitFor()
  await watchTasks(page)
  const startMs = performance.now()
  await page.getByLabel('Open files').setInputFiles(path)
  await page.getByRole('treegrid', { name: 'Waterfall' }).getByRole('row').first().waitFor({ timeout: 600_000 })
  const openedMs = performance.now() - startMs
  const placed = await page.getByRole('status').textContent()
  if (placed !== `${spans} of ${spans} spans placed`) throw new Error(`${placed} where ${spans} were made`)
  return { openedMs, longestTaskMs: await longestTask(page), peakMb: peakOfRenderer() }
}

/** Highest resident memory of the largest renderer among this process's descendants' kind, where /proc tells. */
function peakOfRenderer(): number | undefined {
  let peak: number | undefined
  try {
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue
      const kb = rendererPeakKb(entry)
      if (kb !== undefined) peak = Math.max(peak ?? 0, kb / 1000)
    }
  } catch {
    return undefined
  }
  return peak
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
  // The diagnosis goes on in the worker; what is measured here is the page alone.
  await page.locator('[aria-busy="true"]').waitFor({ state: 'detached', timeout: 600_000 })
  const scroller = '.waterfallScroller'
  const scroll1200 = await measureScroll(page, scroller, 1200, SCROLL_FOR_MS)
  const scroll8000 = await measureScroll(page, scroller, 8000, SCROLL_FOR_MS)
  const jumps = await measureKeys(
    page,
    Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? 'End' : 'Home')),
  )
  const zooms = await measureKeys(
    page,
    Array.from({ length: 20 }, (_, n) => (n < 10 ? 'w' : 's')),
  )
  const collapseAllMs = await measureClick(page, 'Collapse all')
  const expandAllMs = await measureClick(page, 'Expand all')
  await longestTask(page)
  await page.getByRole('searchbox', { name: 'Find in trace' }).fill('service-07')
  await page.waitForTimeout(100)
  const findMs = await longestTask(page)
  return { scroll1200, scroll8000, jumpP95: p95(jumps), zoomP95: p95(zooms), findMs, collapseAllMs, expandAllMs }
}

async function measureEmptyScroll(browser: Browser): Promise<FrameGaps> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.setContent('<div id="s" style="height:800px;overflow:auto"><div style="height:8000000px"></div></div>')
  const gaps = await measureScroll(page, '#s', 1200, SCROLL_FOR_MS)
  await page.close()
  return gaps
}
