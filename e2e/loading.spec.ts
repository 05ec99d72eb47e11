import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { otlpText, SHOP } from './dumps.ts'
import { holdReading } from './holdReading.ts'
import { writeLargeDump } from './largeDump.ts'
import {
  details,
  expectAccessible,
  fieldOfLink,
  fileInput,
  importReport,
  openText,
  placed,
  samplesRegion,
  selectedSpan,
  traceRows,
  waterfall,
  windowOfLink,
} from './traceView.ts'

const SPANS = 42_000
const SO_FAR = /^(\d+) of \1 spans placed so far$/

let folder = ''
let dump = ''

test.describe.configure({ timeout: 60_000 })

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spanfall-e2e-'))
  dump = join(folder, 'loading.json')
  await writeLargeDump(dump, SPANS)
})

test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function openPart(page: Page): Promise<() => void> {
  const release = await holdReading(page)
  await fileInput(page).setInputFiles(dump)
  await expect(placed(page)).toHaveText(SO_FAR)
  return release
}

/** Where on the screen the selected row stands. */
async function placeOfSelected(page: Page): Promise<number | undefined> {
  return (await selectedSpan(page).boundingBox())?.y
}

test('what is read so far can be looked at, is not judged, and the view stays when the rest has come', async ({
  page,
}) => {
  await page.goto('/')
  const release = await openPart(page)
  await expect(page.getByRole('progressbar', { name: 'Import' })).toBeVisible()
  await expect(traceRows(page)).toHaveCount(1)
  await expect(page.getByRole('main')).toContainText('still loading')
  await expect(page.getByRole('region', { name: 'Propagation health' })).toContainText(
    'Judged when all spans are read.',
  )
  await expect(importReport(page)).toContainText('loading.json')
  await expect(waterfall(page).getByRole('row', { name: /orphan|missing parent/ })).toHaveCount(0)
  await expectAccessible(page)

  await waterfall(page).focus()
  await page.keyboard.press('End')
  await page.keyboard.press('w')
  await expect.poll(() => windowOfLink(page)).toBeDefined()
  const name = await selectedSpan(page).getAttribute('aria-label')
  const [window, span, place] = [windowOfLink(page), fieldOfLink(page, 'span'), await placeOfSelected(page)]
  await expect(details(page)).toContainText('service.name')
  const index = await selectedSpan(page).getAttribute('aria-rowindex')

  release()
  await expect(placed(page)).toHaveText(`${SPANS} of ${SPANS} spans placed`)
  await expect(page.getByRole('progressbar', { name: 'Import' })).toHaveCount(0)
  await expect(selectedSpan(page)).toHaveAccessibleName(String(name))
  expect(await placeOfSelected(page)).toBeCloseTo(Number(place), 0)
  expect([windowOfLink(page), fieldOfLink(page, 'span')]).toEqual([window, span])
  expect(Number(await selectedSpan(page).getAttribute('aria-rowindex'))).toBeGreaterThanOrEqual(Number(index))
  await expect(details(page)).toContainText('service.name')
})

test('cancelling brings back what was open before', async ({ page }) => {
  await page.goto('/')
  await openPart(page)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(samplesRegion(page)).toBeVisible()

  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await openText(page, otlpText(SHOP))
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await page.keyboard.press('o')
  const orphan = await selectedSpan(page).getAttribute('aria-label')
  await openPart(page)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await expect(selectedSpan(page)).toHaveAccessibleName(String(orphan))
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('what is read so far can be kept: it is a part, and no break is made of what is missing', async ({ page }) => {
  await page.goto('/')
  const release = await openPart(page)
  const soFar = Number(SO_FAR.exec((await placed(page).textContent()) ?? '')?.[1])
  await page.getByRole('button', { name: 'Keep what is read' }).click()
  release()
  await expect(placed(page)).toHaveText(/^(\d+) of \1 spans placed$/)
  const kept = Number(/^\d+/.exec((await placed(page).textContent()) ?? '')?.[0])
  expect(kept).toBeGreaterThanOrEqual(soFar)
  expect(kept).toBeLessThan(SPANS)
  await expect(page.getByRole('main')).toContainText('partial answer')
  await expect(importReport(page)).toContainText('trace.partial')
  await expect(page.getByRole('progressbar', { name: 'Import' })).toHaveCount(0)
})

test('another dump opened meanwhile takes the place of what is read so far', async ({ page }) => {
  await page.goto('/')
  const release = await openPart(page)
  await openText(page, otlpText(SHOP))
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  release()
  await expect(page.getByRole('progressbar', { name: 'Import' })).toHaveCount(0)
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
})
