import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { test } from './staticHost.ts'
import { waterfall } from './traceView.ts'

// Run by `npm run test:backends`, which has made the data and started a Prometheus that holds it.

interface Truth {
  readonly presets: readonly string[]
  readonly services: readonly {
    readonly service: string
    readonly ratePerS: number
    readonly errorShare: number
    readonly p99Ms: number
  }[]
}

const folder = process.env.SPANFALL_BACKEND_DATA ?? ''
const prometheus = process.env.SPANFALL_PROMETHEUS ?? ''
const truth: Truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'))

/** Bounds of the buckets that the metrics have: a quantile is known as well as its bucket. */
const BOUNDS_MS = [0, 2, 4, 6, 8, 10, 50, 100, 200, 400, 800]

function bucketOf(ms: number): readonly [number, number] {
  const at = BOUNDS_MS.findIndex((bound) => ms <= bound)
  return [BOUNDS_MS[at - 1], BOUNDS_MS[at]]
}

const panel = (page: Page) => page.getByRole('region', { name: 'RED metrics' })

/** The numbers of the row "All": rate, errors, p99. */
async function readTotals(page: Page): Promise<readonly [ratePerS: number, errorShare: number, p99Ms: number]> {
  const cells = panel(page).getByRole('row', { name: /^All / }).getByRole('cell')
  const number = async (n: number) => Number.parseFloat((await cells.nth(n).textContent()) ?? '')
  return [await number(0), (await number(1)) / 100, await number(4)]
}

test.beforeEach(async ({ page }) => {
  await page.goto('/')
  await page.getByLabel('Open files').setInputFiles(join(folder, 'spans.json'))
  await expect(waterfall(page)).toBeVisible()
  await panel(page).getByRole('button', { name: 'Prometheus …' }).click()
  await page.getByLabel('Address').fill(prometheus)
  await page.getByRole('button', { name: 'Test' }).click()
  await expect(page.getByRole('dialog')).toContainText('It answers.')
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click()
  await panel(page).getByRole('button', { name: 'Table' }).click()
})

for (const preset of truth.presets) {
  test(`${preset}: the page shows what the generator counted`, async ({ page }) => {
    await panel(page).getByRole('combobox', { name: 'Metrics' }).selectOption(preset)
    for (const { service, ratePerS, errorShare, p99Ms } of truth.services) {
      await panel(page).getByRole('combobox', { name: 'Service' }).selectOption(service)
      await expect(panel(page).getByRole('table')).toContainText(service)
      const [least, most] = bucketOf(p99Ms)
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
  })
}

test('coverage compares the metrics with the spans of the dump', async ({ page }) => {
  await panel(page).getByRole('combobox', { name: 'Service' }).selectOption('pricing')
  await expect(panel(page)).toContainText(/pricing: 20 req\/s counted, 0\.2 req\/s in traces: 1\.0 %.*header lost/)
})

test('bad PromQL is answered in the words of Prometheus', async ({ page }) => {
  await panel(page).getByRole('button', { name: 'Prometheus …' }).click()
  await page.getByText('PromQL of your own').click()
  await page.getByLabel('Requests per second, by service').fill('sum((calls_total)')
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(panel(page).getByRole('alert')).toContainText('parse error')
})
