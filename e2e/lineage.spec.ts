import { expect, type Locator, type Page, test } from '@playwright/test'
import {
  details,
  expectAccessible,
  fieldOfLink,
  openSample,
  selectedSpan,
  spanRow,
  traceRows,
  waterfall,
} from './traceView.ts'

const health = (page: Page): Locator => page.getByRole('region', { name: 'Propagation health' })
const detailsButton = (page: Page): Locator => health(page).getByRole('button', { name: 'Details', exact: true })
const section = (page: Page, name: string): Locator => health(page).getByRole('heading', { name, exact: true })
const tableRow = (page: Page, column: string, name: string | RegExp): Locator =>
  health(page)
    .getByRole('table')
    .filter({ has: page.getByRole('columnheader', { name: column, exact: true }) })
    .getByRole('row', { name })

/** Opens a sample and waits until its spans have been judged. */
async function openJudged(page: Page, title: string): Promise<void> {
  await openSample(page, title)
  await expect(health(page)).toContainText('Entry orphan rate')
}

async function openHealth(page: Page, title: string): Promise<void> {
  await openJudged(page, title)
  await detailsButton(page).click()
  await expect(page.getByRole('heading', { name: 'Propagation health', level: 1 })).toBeVisible()
}

test('a broken hop through a mesh is laid out from one application over the sidecars to the other', async ({
  page,
}) => {
  await openHealth(page, 'Sidecars beside applications')
  const hop = page.getByRole('region', { name: 'Mesh hop cart → stock' })
  await expect(hop).toContainText('its own sidecar began anew')
  const stations = hop.getByRole('listitem')
  await expect(stations).toHaveCount(5)
  await expect(stations.nth(0)).toContainText(/application cart.*GET \/stock.*trace.*[0-9a-f]{32}/)
  await expect(stations.nth(1)).toHaveText('context torn here')
  await expect(stations.nth(2)).toContainText(/sidecar cart.*parent\s*none/)
  await expect(stations.nth(4)).toContainText(/application stock.*the span before/)
  await stations.nth(4).getByRole('button', { name: 'GET /stock' }).press('Enter')
  await expect(selectedSpan(page)).toHaveAccessibleName(/^stock, GET \/stock, /)
})

test('a missing parent says what it probably was, and how many other cases say so', async ({ page }) => {
  await openJudged(page, 'Lost in bursts')
  await page.keyboard.press('o')
  const ghost = page.getByRole('row', { name: /^missing parent [0-9a-f]{16}$/ })
  await expect(ghost).toContainText('probably cart GET /stock')
  await ghost.click()
  await expect(details(page)).toContainText('inferred from other spans, not recorded')
  await expect(details(page)).toContainText('in 40 of 40 other cases')
})

test('a forgotten header is found by o, named with its evidence, and leads to the call that lost it', async ({
  page,
}) => {
  await openJudged(page, 'Forgotten header')
  await expect(health(page)).toContainText(/Entry orphan rate\s*33 % 1 of 3/)
  await expect(health(page)).toContainText(/orders .* payment .*1 of 1 crossings broken/)
  await expect(traceRows(page)).toHaveCount(2)
  await expect(traceRows(page).nth(0)).not.toContainText('torn off')
  await expect(traceRows(page).nth(1)).toContainText('torn off at a request')
  const first = fieldOfLink(page, 'trace')

  await page.keyboard.press('o')
  await expect(selectedSpan(page)).toHaveAccessibleName(/^payment, POST \/charge, /)
  await expect(traceRows(page).nth(1)).toHaveAttribute('aria-selected', 'true')
  expect(fieldOfLink(page, 'trace')).not.toBe(first)
  await expect(details(page)).toContainText('“POST /charge” of orders calls this service at that time')
  await expect(details(page)).toContainText(/\d+ % sure/)
  await expect(details(page)).toContainText('layer to mend')

  await details(page).getByRole('button', { name: 'Torn off at a request' }).click()
  const help = page.getByRole('dialog', { name: 'Torn off at a request' })
  await expect(help).toContainText('split_http')
  await expect(help.getByRole('heading', { level: 3 })).toHaveText(['How to confirm', 'Where to mend it'])
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
  await expect(selectedSpan(page)).toHaveAccessibleName(/^payment, POST \/charge, /)

  await details(page).getByRole('button', { name: 'Show that span' }).click()
  await expect(selectedSpan(page)).toHaveAccessibleName(/^orders, POST \/charge, /)
  expect(fieldOfLink(page, 'trace')).toBe(first)
})

test('the whole panel: rates, matrix, boundaries, services, classes, instrumentation; and a link to it', async ({
  page,
}) => {
  await openHealth(page, 'Forgotten header')
  await expect(
    health(page)
      .getByRole('definition')
      .filter({ hasText: /% *\d+ of/ }),
  ).toHaveText([/^33 %\s*1 of 3$/, /^4\.5 %\s*1 of 22$/, /^50 %\s*1 of 2$/])
  const matrix = health(page).getByRole('table', { name: 'Break rate by caller and callee' })
  await expect(matrix.getByRole('columnheader')).toHaveText([/caller/, 'inventory', 'orders', 'payment'])
  await expect(matrix.getByRole('row', { name: /^gateway/ }).getByRole('cell')).toHaveText(['', /^0 % of 1$/, ''])
  await expect(matrix.getByRole('row', { name: /^orders/ }).getByRole('cell')).toHaveText([
    /^0 % of 1$/,
    '',
    /^100 % of 1$/,
  ])
  await expect(tableRow(page, 'boundary', /orders → payment/)).toContainText('Torn off at a request')
  for (const [name, text] of [
    ['gateway', 'Root of its own right 1'],
    ['inventory', '0 % 0 of 1'],
    ['orders', '0 % 0 of 1'],
    ['payment', '100 % 1 of 1'],
  ]) {
    await expect(tableRow(page, 'service', new RegExp(`^${name}`))).toContainText(text)
  }
  await expect(
    health(page)
      .getByRole('definition')
      .filter({ hasText: /^Root of its own right 1$/ }),
  ).toHaveCount(1)
  await expect(section(page, 'Instrumentation')).toBeVisible()
  const finding = health(page).getByRole('group').filter({ hasText: 'Context not passed on' })
  await finding.getByText('Context not passed on').click()
  await expect(finding.getByRole('button').first()).toBeVisible()

  expect(fieldOfLink(page, 'view')).toBe('health')
  const told = await health(page).textContent()
  await page.reload()
  await expect(health(page)).toHaveText(told ?? '')
  expect(fieldOfLink(page, 'view')).toBe('health')

  await page.getByRole('button', { name: 'Back to the trace' }).click()
  await expect(waterfall(page)).toBeVisible()
  await expect.poll(() => fieldOfLink(page, 'view')).toBeNull()
  await detailsButton(page).click()
  await tableRow(page, 'boundary', /orders → payment/)
    .getByRole('button', { name: /^Show/ })
    .click()
  await expect(selectedSpan(page)).toHaveAccessibleName(/^payment, POST \/charge, /)
})

test('what is whole has no break', async ({ page }) => {
  await openHealth(page, 'Clean request')
  await expect(
    health(page)
      .getByRole('definition')
      .filter({ hasText: /% *\d+ of/ }),
  ).toHaveText([/^0 %\s*0 of 3$/, /^0 %\s*0 of \d+$/, /^0 %\s*0 of 1$/])
  await expect(health(page)).toContainText('No boundary broke.')
  await page.getByRole('button', { name: 'Back to the trace' }).click()
  await expect(health(page)).toContainText('No break in these spans.')
  await page.keyboard.press('o')
  await expect(selectedSpan(page)).toHaveCount(0)
  await expect(traceRows(page).getByText(/orphan|split/)).toHaveCount(0)
})

for (const [open, baseline, difference] of [
  ['Forgotten header', 'clean', '+100'],
  ['Clean request', 'forgotten-header', '−100'],
] as const) {
  test(`${open} beside the baseline ${baseline}: both rates, their difference and a verdict`, async ({ page }) => {
    await openHealth(page, open)
    const chooser = page.waitForEvent('filechooser')
    await health(page).getByRole('button', { name: 'Choose a baseline' }).click()
    await (await chooser).setFiles(`public/samples/${baseline}.json`)
    await expect(health(page)).toContainText(`Before: ${baseline}.json`)
    // One crossing before and one after cannot tell the two apart.
    for (const [column, name] of [
      ['Service: entry orphan rate', /^payment/],
      ['Boundary: break rate', /^orders → payment/],
    ] as const) {
      await expect(tableRow(page, column, name)).toContainText(difference)
      await expect(tableRow(page, column, name).getByRole('cell').last()).toHaveText('cannot tell')
    }
    await health(page).getByRole('button', { name: 'Remove' }).click()
    await expect(tableRow(page, 'Boundary: break rate', /^orders/)).toHaveCount(0)
  })
}

test('a baseline of much traffic tells that a capture became worse', async ({ page }) => {
  await openHealth(page, 'RED and a forgotten header')
  await page.getByLabel('Baseline files').setInputFiles('public/samples/red-sampled.json')
  await expect(
    tableRow(page, 'Service: entry orphan rate', /^all services/)
      .getByRole('cell')
      .last(),
  ).toHaveText('worse')
})

test('the write-up is put on the clipboard as Markdown and as JSON', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openHealth(page, 'Forgotten header')
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  await health(page).getByRole('button', { name: 'Copy write-up as Markdown' }).click()
  await expect(health(page).getByRole('button', { name: 'Copy write-up as Markdown: Copied' })).toBeVisible()
  const markdown = await copied()
  expect(markdown).toMatch(/^#/)
  expect(markdown).toContain('orders → payment')
  await health(page).getByRole('button', { name: 'Copy write-up as JSON' }).click()
  await expect.poll(copied).toMatch(/^\{/)
  const json = JSON.stringify(JSON.parse(await copied()))
  for (const word of ['"orders"', '"payment"', 'split_http']) expect(json).toContain(word)
})

test('a message taken without its context is named as such', async ({ page }) => {
  await openJudged(page, 'Queue without a parent')
  await expect(traceRows(page).filter({ hasText: 'torn off at a queue' })).toHaveCount(1)
  await page.keyboard.press('o')
  await expect(selectedSpan(page)).toHaveAccessibleName(/^shipping, /)
  await expect(details(page)).toContainText(/layer to mend: queue-(inject|extract)/)
  await details(page)
    .getByRole('button', { name: /^Torn off/ })
    .click()
  await expect(page.getByRole('dialog')).toContainText('split_queue')
})

for (const [headline, row, title] of [
  ['/cycle', /ring, first/, 'Ring of parents'],
  ['/self-parent', /names itself, 30 ms/, 'Its own parent'],
  ['/duplicates', /same id, another/, 'Id used twice'],
] as const) {
  test(`the malformed trace ${headline} is classed as ${title}`, async ({ page }) => {
    await openJudged(page, 'Malformed')
    await traceRows(page).filter({ hasText: headline }).click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText(headline)
    await spanRow(page, row).click()
    await expect(details(page).getByRole('button', { name: title, exact: true })).toBeVisible()
  })
}

for (const width of [1440, 1024]) {
  test(`axe finds nothing on the health panel and the help of a class, ${width} px wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme: 'light' })
    await openHealth(page, 'Forgotten header')
    await page.getByLabel('Baseline files').setInputFiles('public/samples/clean.json')
    await expect(health(page)).toContainText('cannot tell')
    await health(page).getByText('Context not passed on').click()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expectAccessible(page)
    }
    await health(page).getByRole('button', { name: 'Torn off at a request' }).first().click()
    await expect(page.getByRole('dialog')).toBeVisible()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await expectAccessible(page)
    }
  })
}

test('o goes on to the next broken trace after the last break of one, and O comes back', async ({ page }) => {
  await openJudged(page, 'A morning of traffic')
  await page.keyboard.press('o')
  await expect(selectedSpan(page)).toHaveAccessibleName(/^shipping, /)
  const first = new URL(page.url()).searchParams.get('trace')
  await page.keyboard.press('o')
  await expect.poll(() => new URL(page.url()).searchParams.get('trace')).not.toBe(first)
  await page.keyboard.press('O')
  await expect.poll(() => new URL(page.url()).searchParams.get('trace')).toBe(first)
})

test('the health panel takes the keyboard: H opens it, it scrolls, and Esc leads back to the rows', async ({
  page,
}) => {
  await openJudged(page, 'A morning of traffic')
  await page.keyboard.press('H')
  await expect(page.getByRole('heading', { name: 'Propagation health', level: 1 })).toBeVisible()
  await page.keyboard.press('j')
  expect(new URL(page.url()).searchParams.get('span')).toBeNull()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('treegrid', { name: 'Waterfall' })).toBeVisible()
  await page.keyboard.press('j')
  await expect(selectedSpan(page)).toBeVisible()
})

test('who opens a link to the health of spans that are not judged yet is told so, and axe finds nothing', async ({
  page,
}) => {
  await page.goto('/')
  await openHealth(page, 'Forgotten header')
  const link = page.url()
  let judge = () => {}
  const isAllowed = new Promise<void>((resolve) => {
    judge = resolve
  })
  await page.route(/diagnoseDataset/, async (route) => {
    await isAllowed
    await route.continue()
  })
  await page.goto('about:blank')
  await page.goto(link)
  const main = page.getByRole('main')
  await expect(main.getByRole('heading', { name: 'Propagation health', level: 1 })).toBeVisible()
  await expect(main).toContainText(/Looking at \d+ spans/)
  await expectAccessible(page)
  judge()
  await expect(health(page)).toContainText('Entry orphan rate')
})
