import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page } from '@playwright/test'

/** A row of the waterfall, as a screen reader is told of it. */
export interface RowFacts {
  readonly index: number
  readonly level: number
  readonly name: string
}

export const samplesRegion = (page: Page): Locator => page.getByRole('region', { name: 'Samples' })
export const waterfall = (page: Page): Locator => page.getByRole('treegrid', { name: 'Waterfall' })
export const spanRow = (page: Page, name: string | RegExp): Locator => waterfall(page).getByRole('row', { name })
export const selectedSpan = (page: Page): Locator => waterfall(page).getByRole('row', { selected: true })
export const details = (page: Page): Locator => page.getByRole('complementary', { name: 'Span details' })
export const placed = (page: Page): Locator => page.getByRole('status')
export const traceRows = (page: Page): Locator => page.getByRole('grid', { name: 'Traces' }).getByRole('row')
export const omnibox = (page: Page): Locator => page.getByRole('searchbox', { name: 'Open a trace' })
export const findBox = (page: Page): Locator => page.getByRole('searchbox', { name: 'Find in trace' })
export const fileInput = (page: Page): Locator => page.getByLabel('Open files')
export const importReport = (page: Page): Locator => page.getByRole('region', { name: 'Import report' })

/** From the empty page, as a reader would. */
export async function openSample(page: Page, title: string): Promise<void> {
  await page.goto('/')
  await samplesRegion(page)
    .getByRole('button', { name: new RegExp(`^${title}`) })
    .click()
  await expect(waterfall(page)).toBeVisible()
}

/** Through the file chooser, into the page as it stands. */
export async function openText(page: Page, text: string, name = 'dump.json'): Promise<void> {
  await fileInput(page).setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
}

export const fieldOfLink = (page: Page, field: string): string | null => new URL(page.url()).searchParams.get(field)

/** The visible window of the address, in ns; the whole trace where it names none. */
export function windowOfLink(page: Page): readonly [fromNs: number, toNs: number] | undefined {
  const [from, to] = [fieldOfLink(page, 'from'), fieldOfLink(page, 'to')]
  return from === null || to === null ? undefined : [Number(from), Number(to)]
}

async function rowsInView(page: Page): Promise<RowFacts[]> {
  const rows = await waterfall(page)
    .getByRole('row')
    .evaluateAll((elements) =>
      elements.map((row) => ({
        index: Number(row.getAttribute('aria-rowindex')),
        level: Number(row.getAttribute('aria-level')),
        name: row.getAttribute('aria-label') ?? '',
      })),
    )
  return rows
}

export async function rowCount(page: Page): Promise<number> {
  return Number(await waterfall(page).getAttribute('aria-rowcount'))
}

/** Every row of the open trace, top to bottom; pages through it where it is longer than the view. */
export async function readRows(page: Page): Promise<RowFacts[]> {
  const count = await rowCount(page)
  const seen = new Map<number, RowFacts>()
  const collect = async () => {
    for (const row of await rowsInView(page)) seen.set(row.index, row)
  }
  await collect()
  if (seen.size < count) {
    await page.keyboard.press('Home')
    while (seen.size < count) {
      const before = await selectedSpan(page).getAttribute('aria-rowindex')
      await collect()
      await page.keyboard.press('PageDown')
      if (before === String(count)) break
      await expect(selectedSpan(page)).not.toHaveAttribute('aria-rowindex', before ?? '')
    }
  }
  expect(seen.size).toBe(count)
  return [...seen.values()].sort((a, b) => a.index - b.index)
}

/** Everything a browser reports of a page that went wrong, from now on. */
export function collectComplaints(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  return complaints
}

/** Axe finds nothing on the page as it stands; further states may still be looked at where it does. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const told = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
  )
  expect.soft(told).toEqual([])
}
