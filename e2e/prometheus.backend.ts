import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { test } from './staticHost.ts'
import { waterfall } from './traceView.ts'

// Run by `npm run test:backends`, which has made the data and started a Prometheus that holds it.

interface Named {
  readonly preset: string
  /** Name of the histogram, to tell spellings of one preset apart. */
  readonly durations: string
}

interface Truth {
  /** Days on which sources have other names, each with the dump of its spans. */
  readonly days: readonly { readonly dump: string; readonly presets: readonly Named[] }[]
  /** What the second Prometheus holds of the first day. */
  readonly native: readonly Named[]
  readonly services: readonly {
    readonly service: string
    readonly ratePerS: number
    readonly errorShare: number
    readonly p99Ms: number
  }[]
}

const folder = process.env.SPANFALL_BACKEND_DATA ?? ''
const prometheus = process.env.SPANFALL_PROMETHEUS ?? ''
const nativePrometheus = process.env.SPANFALL_NATIVE_PROMETHEUS ?? ''
const truth: Truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'))
const [{ dump: firstDump }] = truth.days

/** End of the first day's spans, in Unix s. */
const END_S = '1772439000'

/** Bounds of the buckets that the metrics have: a quantile is known as well as its bucket. */
const BOUNDS_MS = [0, 2, 4, 6, 8, 10, 50, 100, 200, 400, 800]

function bucketOf(ms: number): readonly [number, number] {
  const at = BOUNDS_MS.findIndex((bound) => ms <= bound)
  return [BOUNDS_MS[at - 1], BOUNDS_MS[at]]
}

/** Native buckets grow by 9 %, and the rates at both ends of the time are of a little more or less than it. */
const nativeBucketOf = (ms: number): readonly [number, number] => [ms / 1.09, ms * 1.09]

const panel = (page: Page) => page.getByRole('region', { name: 'RED metrics' })

/** The numbers of the row "All": rate, errors, p99. */
async function readTotals(page: Page): Promise<readonly [ratePerS: number, errorShare: number, p99Ms: number]> {
  const cells = panel(page).getByRole('row', { name: /^All / }).getByRole('cell')
  const number = async (n: number) => Number.parseFloat((await cells.nth(n).textContent()) ?? '')
  return [await number(0), (await number(1)) / 100, await number(4)]
}

/** A dump is open, and a Prometheus beside it. */
async function connect(page: Page, dump: string, url: string): Promise<void> {
  await page.goto('/')
  await page.getByLabel('Open files').setInputFiles(join(folder, dump))
  await expect(waterfall(page)).toBeVisible()
  await panel(page).getByRole('button', { name: 'Prometheus …' }).click()
  await page.getByLabel('Address').fill(url)
  await page.getByRole('button', { name: 'Test' }).click()
  await expect(page.getByRole('dialog')).toContainText('It answers.')
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click()
  await panel(page).getByRole('button', { name: 'Table' }).click()
}

/** The page shows of every service what the generator counted. */
async function expectTruth(page: Page, bucket: (ms: number) => readonly [number, number]): Promise<void> {
  for (const { service, ratePerS, errorShare, p99Ms } of truth.services) {
    await panel(page).getByRole('combobox', { name: 'Service' }).selectOption(service)
    await expect(panel(page).getByRole('table')).toContainText(service)
    const [least, most] = bucket(p99Ms)
    await expect
      .poll(async () => {
        const [rate, errors, p99] = await readTotals(page)
        return {
          rate: Math.abs(rate / ratePerS - 1) <= 0.02,
          errors: Math.abs(errors - errorShare) <= 0.0015,
          p99: p99 >= least && p99 <= most,
        }
      })
      .toEqual({ rate: true, errors: true, p99: true })
  }
}

for (const { dump, presets } of truth.days) {
  for (const { preset, durations } of presets) {
    test(`${durations}: the page shows what the generator counted`, async ({ page }) => {
      await connect(page, dump, prometheus)
      await panel(page).getByRole('combobox', { name: 'Metrics' }).selectOption(preset)
      await expectTruth(page, bucketOf)
    })
  }
}

for (const { preset, durations } of truth.native) {
  test(`${durations} as a native histogram: the page shows what the generator counted`, async ({ page }) => {
    await connect(page, firstDump, nativePrometheus)
    await panel(page).getByRole('combobox', { name: 'Metrics' }).selectOption(preset)
    await expectTruth(page, nativeBucketOf)
    await panel(page).getByRole('combobox', { name: 'Service' }).selectOption('gateway')
    const [, , p99Ms] = await readTotals(page)
    const label = preset === 'tempo' ? 'service' : 'service_name'
    const rate = `sum(rate(${durations}{${label}="gateway"}[600s]))`
    const query = new URLSearchParams({ query: `histogram_quantile(0.99, ${rate})`, time: END_S })
    const answer = await fetch(`${nativePrometheus}/api/v1/query?${query}`)
    const { data } = (await answer.json()) as { data: { result: [{ value: [number, string] }] } }
    const unitMs = durations.endsWith('milliseconds') ? 1 : 1000
    expect(Math.abs(p99Ms / (Number(data.result[0].value[1]) * unitMs) - 1)).toBeLessThan(0.02)
  })
}

test('coverage compares the metrics with the spans of the dump', async ({ page }) => {
  await connect(page, firstDump, prometheus)
  await panel(page).getByRole('combobox', { name: 'Service' }).selectOption('pricing')
  await expect(panel(page)).toContainText(/pricing: 20 req\/s counted, 0\.2 req\/s in traces: 1\.0 %.*header lost/)
})

test('bad PromQL is answered in the words of Prometheus', async ({ page }) => {
  await connect(page, firstDump, prometheus)
  await panel(page).getByRole('button', { name: 'Prometheus …' }).click()
  await page.getByText('PromQL of your own').click()
  await page.getByLabel('Requests per second, by service').fill('sum((calls_total)')
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(panel(page).getByRole('alert')).toContainText('parse error')
})
