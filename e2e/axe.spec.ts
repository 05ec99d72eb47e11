import { expect, type Page, test } from '@playwright/test'
import { otlpText, SHOP } from './dumps.ts'
import {
  details,
  expectAccessible,
  importReport,
  openSample,
  openText,
  placed,
  samplesRegion,
  selectedSpan,
  spanRow,
} from './traceView.ts'

const STATES: readonly (readonly [name: string, reach: (page: Page) => Promise<void>])[] = [
  [
    'the empty page',
    async (page) => {
      await page.goto('/')
      await expect(samplesRegion(page).getByRole('button').first()).toBeVisible()
    },
  ],
  [
    'an open trace with the details of a span that failed',
    async (page) => {
      await openSample(page, 'Checkout')
      await page.keyboard.press('e')
      await expect(details(page)).toContainText('service.name')
    },
  ],
  [
    'a missing parent',
    async (page) => {
      await openSample(page, 'Dropped span')
      await spanRow(page, /^missing parent/).click()
      await expect(details(page)).toContainText('missing parent')
    },
  ],
  [
    'a search with matches',
    async (page) => {
      await openSample(page, 'Checkout')
      await page.getByRole('searchbox', { name: 'Find in trace' }).fill('basket')
      await expect(page.getByText('12 found', { exact: true })).toBeVisible()
      await page.keyboard.press('Enter')
      await expect(selectedSpan(page)).toHaveCount(1)
    },
  ],
  [
    'many traces with marks',
    async (page) => {
      await openSample(page, 'A morning of traffic')
      await page.getByRole('combobox', { name: 'Sort traces by' }).selectOption('errors')
      await expect(placed(page)).toBeVisible()
    },
  ],
  [
    'an import report with problems unfolded',
    async (page) => {
      await page.goto('/')
      const whole = otlpText(SHOP)
      await openText(page, whole.slice(0, whole.indexOf('authorize card')), 'cut.json')
      await expect(placed(page)).toHaveText('5 of 5 spans placed')
      await importReport(page).getByText('json.truncated').click()
      await expect(page.getByRole('alert')).toBeVisible()
    },
  ],
  [
    'a refused file on the empty page',
    async (page) => {
      await page.goto('/')
      await openText(page, 'garbage', 'garbage.json')
      await expect(page.getByRole('alert')).toBeVisible()
    },
  ],
  [
    'the help',
    async (page) => {
      await openSample(page, 'Clean request')
      await page.keyboard.press('?')
      await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
    },
  ],
]

test.describe.configure({ timeout: 60_000 })

for (const width of [1440, 1024]) {
  test.describe(`${width} px wide`, () => {
    test.use({ viewport: { width, height: 900 } })
    for (const [name, reach] of STATES) {
      test(`axe finds nothing on ${name}, light and dark`, async ({ page }) => {
        await page.emulateMedia({ colorScheme: 'light' })
        await reach(page)
        await expectAccessible(page)
        await page.emulateMedia({ colorScheme: 'dark' })
        await expectAccessible(page)
      })
    }
  })
}
