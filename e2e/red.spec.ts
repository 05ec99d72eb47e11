import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { details, openSample, openText, selectedSpan, traceRows, waterfall } from './traceView.ts'

const panel = (page: Page): Locator => page.getByRole('region', { name: 'RED metrics' })
const figure = (page: Page, name: string): Locator => panel(page).getByRole('figure', { name, exact: true })
const timeOf = (page: Page, name: string): Locator =>
  panel(page).getByRole('slider', { name: `Time of ${name}`, exact: true })
const traceGrid = (page: Page): Locator => page.getByRole('grid', { name: 'Traces' })

async function openMorning(page: Page): Promise<void> {
  await openSample(page, 'A morning of traffic')
  await expect(figure(page, 'Rate')).toContainText('req/s')
}

test('three figures stand below the waterfall, of the service that is selected', async ({ page }) => {
  await openMorning(page)
  await expect(figure(page, 'Rate')).toContainText(/1\.1\s*req\/s/)
  await expect(figure(page, 'Errors')).toContainText(/%/)
  await expect(figure(page, 'Duration')).toContainText(/p99\s*178\s*ms/)
  await expect(figure(page, 'Rate')).toContainText('gateway')
  await waterfall(page)
    .getByRole('row', { name: /^payment, POST \/charge/ })
    .first()
    .click()
  await expect(figure(page, 'Duration')).toContainText('payment')
  await panel(page).getByRole('combobox', { name: 'Service' }).selectOption('orders')
  await panel(page).getByRole('combobox', { name: 'Operation' }).selectOption('POST /orders')
  await expect(figure(page, 'Rate')).toContainText('orders POST /orders')
})

test('the crosshair is one for all figures, and Enter opens the slowest trace under it', async ({ page }) => {
  await openMorning(page)
  await timeOf(page, 'Rate').focus()
  await page.keyboard.press('End')
  for (const name of ['Rate', 'Errors', 'Duration']) await expect(figure(page, name)).toContainText('08:03:')
  const before = new URL(page.url()).searchParams.get('trace')
  await page.keyboard.press('Enter')
  await expect(selectedSpan(page)).toHaveAccessibleName(/^gateway, /)
  expect(new URL(page.url()).searchParams.get('trace')).not.toBe(before)
})

test('a stretch marked by dragging filters the list of traces, until it is taken away', async ({ page }) => {
  await openMorning(page)
  const all = Number(await traceGrid(page).getAttribute('aria-rowcount'))
  const box = await timeOf(page, 'Errors').boundingBox()
  if (box === null) throw new Error('The figure has no box.')
  await page.mouse.move(box.x + box.width * 0.25, box.y + 30)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, box.y + 30, { steps: 5 })
  await page.mouse.up()
  await expect.poll(async () => Number(await traceGrid(page).getAttribute('aria-rowcount'))).toBeLessThan(all / 2)
  await expect(traceRows(page).first()).toBeVisible()
  await page.mouse.move(0, 0)
  await expect(figure(page, 'Duration')).toContainText(/ms marked, 178 ms in all/)
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(traceGrid(page)).toHaveAttribute('aria-rowcount', String(all))

  await timeOf(page, 'Rate').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(async () => Number(await traceGrid(page).getAttribute('aria-rowcount'))).toBeLessThan(all / 4)
})

test('a dot opens its trace', async ({ page }) => {
  await openMorning(page)
  const dot = figure(page, 'Errors').locator('circle').last()
  await dot.click()
  await expect(selectedSpan(page)).toHaveAccessibleName(/^gateway, .*, error/)
})

test('the same numbers stand in a table, and all services side by side', async ({ page }) => {
  await openMorning(page)
  await panel(page).getByRole('button', { name: 'Table' }).click()
  const rows = panel(page).getByRole('table').getByRole('row')
  await expect(rows.nth(0)).toHaveText(/Time\s*Rate\s*Errors\s*p50\s*p95\s*p99/)
  await expect(rows.nth(1)).toHaveText(/All.*1\.1 req\/s.*3\.8 %.*178 ms/)
  await panel(page).getByRole('button', { name: 'All services' }).click()
  const services = panel(page).getByRole('table', { name: 'Services' }).getByRole('row')
  await expect(services.nth(1)).toContainText('gateway')
  await panel(page).getByRole('button', { name: 'Errors' }).click()
  await expect(services.nth(1)).toContainText('payment')
  await services.nth(1).getByRole('button', { name: 'payment', exact: true }).click()
  await expect(figure(page, 'Errors')).toContainText('payment')
})

test('the panel folds away and stays so', async ({ page }) => {
  await openMorning(page)
  await panel(page).getByRole('button', { name: 'RED metrics' }).click()
  await expect(figure(page, 'Rate')).toHaveCount(0)
  await page.reload()
  await expect(waterfall(page)).toBeVisible()
  await expect(panel(page)).toBeVisible()
  await expect(figure(page, 'Rate')).toHaveCount(0)
})

test('a header is forgotten: the traces fall apart, RED stays, and coverage says why', async ({ page }) => {
  await openSample(page, 'RED and a forgotten header')
  await panel(page).getByRole('combobox', { name: 'Service' }).selectOption('gateway')
  await expect(figure(page, 'Rate')).toContainText(/Rate\s*1,200\s*req\/s · traces hold 2\.4, 0\.2 %/)
  await expect(figure(page, 'Errors')).toContainText(/Errors\s*2\.0\s*%/)
  await expect(figure(page, 'Duration')).toContainText(/Duration p99\s*340\s*ms/)
  await panel(page).getByRole('combobox', { name: 'Service' }).selectOption('pricing')
  await expect(panel(page)).toContainText(
    /pricing: 1,200 req\/s counted, 2\.4 req\/s in traces: 0\.2 %.*but 0 % of its parents are known.*header lost/,
  )
})

test('sampling falls from 100 % to 10 %: RED stays, the traces thin out', async ({ page }) => {
  await openSample(page, 'RED and sampling')
  await expect(panel(page)).toContainText('consistent with the sampling that tracestate tells, 10 % to 100 %')
  await panel(page).getByRole('button', { name: 'Table' }).click()
  const rows = panel(page).getByRole('table').getByRole('row')
  const rateAt = async (row: number, column: number) =>
    Number.parseFloat((await rows.nth(row).getByRole('cell').nth(column).textContent()) ?? '')
  // Rows: heads, all, then 2 s each.
  for (const row of [4, 8, 14, 18]) expect(Math.abs((await rateAt(row, 0)) - 6)).toBeLessThanOrEqual(0.5)
  for (const row of [4, 8]) expect(await rateAt(row, 5)).toBeGreaterThan(5)
  for (const row of [15, 18]) expect(await rateAt(row, 5)).toBeLessThan(3)
})

/** The legend and the number of what shares a figure, or the figure of its own. */
const other = (page: Page, name: string): Locator =>
  panel(page).getByRole('figure', { name: new RegExp(`^${name} of `) })
const compareWith = (page: Page): Locator => panel(page).getByRole('combobox', { name: 'Compare with' })

test('two services share the axis, or stand side by side on one scale; the choice is in the link', async ({ page }) => {
  await openMorning(page)
  await compareWith(page).selectOption('payment')
  await expect(figure(page, 'Rate')).toContainText(/1\.1\s*req\/s.*gateway payment 0\.26 req\/s/)
  await expect(figure(page, 'Duration')).toContainText(/payment 159 ms/)
  await expect.poll(() => new URL(page.url()).searchParams.get('against')).toBe('payment')
  const link = page.url()

  await panel(page).getByRole('button', { name: 'Side by side' }).press('Enter')
  for (const name of ['Rate', 'Errors', 'Duration']) await expect(other(page, name)).toContainText('payment')
  await expect(other(page, 'Rate')).toContainText(/0\.26\s*req\/s/)
  const ticks = (name: string | RegExp) =>
    panel(page)
      .getByRole('figure', { name, exact: true })
      .locator('svg.redLines text')
      .filter({ hasText: 'req/s' })
      .allTextContents()
  expect(await ticks('Rate')).toEqual(await ticks(/^Rate of/))
  await timeOf(page, 'Rate').focus()
  await page.keyboard.press('End')
  for (const shown of [figure(page, 'Rate'), other(page, 'Rate')]) await expect(shown).toContainText('08:03:')

  await page.goto(link)
  await expect(waterfall(page)).toBeVisible()
  await expect(figure(page, 'Rate')).toBeVisible()
  await expect(other(page, 'Rate')).toContainText('payment')
})

test('service and operation are in the link', async ({ page }) => {
  await openMorning(page)
  await panel(page).getByRole('combobox', { name: 'Service' }).selectOption('orders')
  await panel(page).getByRole('combobox', { name: 'Operation' }).selectOption('POST /orders')
  await expect(page).toHaveURL(/red=orders&op=POST/)
  await page.reload()
  await expect(figure(page, 'Rate')).toContainText('orders POST /orders')
  await panel(page).getByRole('combobox', { name: 'Service' }).selectOption('')
  await expect(page).not.toHaveURL(/red=/)
})

test('a row of all services is compared with the one that is shown, by keyboard', async ({ page }) => {
  await openMorning(page)
  await panel(page).getByRole('button', { name: 'All services' }).click()
  await panel(page).getByRole('button', { name: 'Compare gateway with inventory' }).press('Enter')
  await expect(figure(page, 'Errors')).toContainText('gateway inventory')
  await panel(page).getByRole('button', { name: 'Table' }).click()
  await expect(panel(page).getByRole('columnheader', { name: 'p99, inventory' })).toBeVisible()
})

test('an earlier capture stands beside what is open, and serves propagation health too', async ({ page }) => {
  await openSample(page, 'RED and sampling')
  await expect(figure(page, 'Rate')).toContainText('req/s')
  const before = 'public/samples/red-forgotten-header.json'
  await panel(page).getByLabel('Earlier capture').setInputFiles(before)
  await expect(compareWith(page)).toHaveValue('baseline')
  await expect(figure(page, 'Rate')).toContainText(/before: red-forgotten-header\.json 1,200 req\/s/)
  await expect(figure(page, 'Duration')).toContainText(/340 ms/)
  await panel(page).getByRole('combobox', { name: 'Source' }).selectOption('spans')
  await expect(figure(page, 'Rate')).toContainText(/before: red-forgotten-header\.json 2\.[34] req\/s/)
  await page.getByRole('button', { name: 'Details' }).first().click()
  await expect(page.getByRole('region', { name: 'Propagation health' })).toContainText(
    'Before: red-forgotten-header.json',
  )
})

test('few requests are told by their number, not as a rate', async ({ page }) => {
  await openSample(page, 'Clean request')
  await expect(figure(page, 'Rate')).toContainText(/Requests\s*1\s*request in/)
  await expect(panel(page)).not.toContainText('req/s')
  await panel(page).getByRole('button', { name: 'All services' }).click()
  await expect(panel(page).getByRole('row', { name: /^orders/ })).toContainText('1 request')
})

/** Requests of a service, one a trace, at seconds after an epoch. */
function requestsAt(seconds: readonly number[]): string {
  const spans = seconds.map((second, n) => {
    const id = (n + 1).toString(16)
    const startNs = BigInt(1_772_438_400 + second) * 1_000_000_000n
    return {
      traceId: id.padStart(32, '0'),
      spanId: id.padStart(16, '0'),
      name: 'GET /',
      kind: 2,
      startTimeUnixNano: String(startNs),
      endTimeUnixNano: String(startNs + 1_000_000n),
    }
  })
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] }
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })
}

test('a trace of another year does not stretch the axis: it is said, and shown when asked', async ({ page }) => {
  await page.goto('/')
  const minutes = Array.from({ length: 300 }, (_, n) => n * 2)
  await openText(page, requestsAt([...minutes, -31_536_000, 31_536_000]))
  await expect(panel(page)).toContainText('2 traces lie far outside this time.')
  await expect(figure(page, 'Rate')).toContainText(/0\.5\d*\s*req\/s/)
  await panel(page).getByRole('button', { name: 'Show all' }).click()
  await expect(figure(page, 'Rate')).toContainText('req/h')
  await panel(page).getByRole('button', { name: 'Show where most lie' }).click()
  await expect(figure(page, 'Rate')).toContainText('req/s')
})

test('the details of a torn span say what metrics counted meanwhile', async ({ page }) => {
  await openSample(page, 'RED and a forgotten header')
  await expect(async () => {
    await page.keyboard.press('o')
    await expect(details(page)).toBeVisible({ timeout: 500 })
  }).toPass()
  await expect(details(page)).toContainText(/What metrics counted.*pricing: 1,200 req\/s counted.*header lost/)
})

test('figures of the dump and of its spans: a switch says which are drawn', async ({ page }) => {
  await openSample(page, 'RED and a forgotten header')
  const source = panel(page).getByRole('combobox', { name: 'Source' })
  await panel(page).getByRole('combobox', { name: 'Service' }).selectOption('gateway')
  await expect(source).toHaveValue('dump')
  await source.selectOption('spans')
  await expect(figure(page, 'Rate')).toContainText(/2\.4\s*req\/s · 0\.2 % of 1,200 in the dump/)
  await expect(panel(page)).toContainText('from SERVER and CONSUMER spans')
})

for (const view of ['Lines', 'Side by side', 'Heat map', 'All services', 'Table']) {
  test(`axe finds nothing on ${view}, light and dark`, async ({ page }) => {
    await openMorning(page)
    await panel(page).getByRole('combobox', { name: 'Compare with' }).selectOption('payment')
    await panel(page).getByRole('button', { name: view }).click()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const { violations } = await new AxeBuilder({ page }).include('[aria-label="RED metrics"]').analyze()
      expect.soft(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html}`))).toEqual([])
    }
  })
}
