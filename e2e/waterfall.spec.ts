import { expect, type Locator, type Page, test } from '@playwright/test'
import { otlpText, PING, SHOP } from './dumps.ts'
import {
  details,
  fieldOfLink,
  findBox,
  omnibox,
  openText,
  placed,
  rowCount,
  selectedSpan,
  spanRow,
  traceRows,
  waterfall,
  windowOfLink,
} from './traceView.ts'

/** A list of many rows below one root, so that there are pages of them. */
const LONG = [
  { id: 'f0', service: 'batch', name: 'run', ms: [0, 400] as const },
  ...Array.from({ length: 199 }, (_, n) => ({
    id: `e${n}`,
    parent: 'f0',
    service: 'batch',
    name: `item ${n}`,
    ms: [n, n + 1] as const,
  })),
]

async function openShop(page: Page): Promise<void> {
  await page.goto('/')
  await openText(page, otlpText(SHOP))
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
}

async function expectSelected(page: Page, row: number): Promise<void> {
  await expect(selectedSpan(page)).toHaveCount(1)
  await expect(selectedSpan(page)).toHaveAttribute('aria-rowindex', String(row))
}

/** Presses keys one after the other; each must select the row beside it. */
async function walk(page: Page, steps: readonly (readonly [key: string, row: number])[]): Promise<void> {
  for (const [key, row] of steps) {
    await test.step(`${key} selects row ${row}`, async () => {
      await page.keyboard.press(key)
      await expectSelected(page, row)
    })
  }
}

/** The window of the link once it has changed from what it was. */
async function nextWindow(page: Page, act: () => Promise<void>): Promise<readonly [number, number]> {
  const before = windowOfLink(page)?.join()
  await act()
  await expect.poll(() => windowOfLink(page)?.join()).not.toBe(before)
  return windowOfLink(page) ?? [0, Number.POSITIVE_INFINITY]
}

const minimap = (page: Page): Locator => page.getByRole('img', { name: /^Minimap/ })

async function drag(page: Page, over: Locator, fromShare: number, toShare: number): Promise<void> {
  const box = await over.boundingBox()
  expect(box).not.toBeNull()
  const { x, y, width, height } = box ?? { x: 0, y: 0, width: 0, height: 0 }
  await page.mouse.move(x + width * fromShare, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + (width * (fromShare + toShare)) / 2, y + height / 2)
  await page.mouse.move(x + width * toShare, y + height / 2)
  await page.mouse.up()
}

test('rows tell their name, place, level and state', async ({ page }) => {
  await openShop(page)
  await expect(waterfall(page)).toHaveAttribute('aria-rowcount', '8')
  const rows = waterfall(page).getByRole('row')
  await expect(rows).toHaveCount(8)
  const expected = [
    ['web, GET /, 100 ms', '1', 'true'],
    ['web, render, 15 ms', '2', null],
    ['orders, POST /orders, 70 ms', '2', 'true'],
    ['orders, SELECT orders, 15 ms', '3', null],
    ['payment, POST /charge, 40 ms, error', '3', 'true'],
    ['payment, authorize card, 30 ms', '4', null],
    ['missing parent 00000000000000aa', '1', 'true'],
    ['stock, reserve, 6 ms, orphan', '2', null],
  ] as const
  for (const [n, [name, level, expanded]] of expected.entries()) {
    const row = rows.nth(n)
    await expect(row).toHaveAccessibleName(name)
    await expect(row).toHaveAttribute('aria-rowindex', String(n + 1))
    await expect(row).toHaveAttribute('aria-level', level)
    await expect(row).toHaveAttribute('aria-selected', 'false')
    expect(await row.getAttribute('aria-expanded')).toBe(expanded)
  }
})

test('keys move through the rows, and collapse and expand them', async ({ page }) => {
  await openShop(page)
  await walk(page, [
    ['ArrowDown', 1],
    ['j', 2],
    ['ArrowDown', 3],
    ['k', 2],
    ['ArrowUp', 1],
    ['ArrowUp', 1],
    ['End', 8],
    ['j', 8],
    ['Home', 1],
    ['G', 8],
    ['g', 1],
    ['j', 2],
    ['j', 3],
  ])
  const orders = spanRow(page, /^orders, POST/)
  await page.keyboard.press('ArrowLeft')
  await expect(orders).toHaveAttribute('aria-expanded', 'false')
  await expect(waterfall(page)).toHaveAttribute('aria-rowcount', '5')
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await expect(spanRow(page, /^missing parent/)).toHaveAttribute('aria-rowindex', '4')
  await walk(page, [['j', 4]])
  await walk(page, [['k', 3]])
  await page.keyboard.press('l')
  await expect(orders).toHaveAttribute('aria-expanded', 'true')
  await expect(waterfall(page)).toHaveAttribute('aria-rowcount', '8')
  await walk(page, [
    ['ArrowRight', 4],
    ['h', 3],
  ])
  await page.keyboard.press('h')
  await expect(orders).toHaveAttribute('aria-expanded', 'false')
  await walk(page, [['ArrowLeft', 1]])
  await page.keyboard.press('ArrowLeft')
  await expect(waterfall(page)).toHaveAttribute('aria-rowcount', '3')
  await expectSelected(page, 1)
})

test('keys go on from the row that hides the selected one', async ({ page }) => {
  await openShop(page)
  await spanRow(page, /authorize card/).click()
  await expectSelected(page, 6)
  await page.getByRole('button', { name: 'Collapse all' }).click()
  await expect(waterfall(page)).toHaveAttribute('aria-rowcount', '2')
  await expect(selectedSpan(page)).toHaveCount(0)
  await walk(page, [['j', 2]])
  await page.getByRole('button', { name: 'Expand all' }).click()
  await expect(waterfall(page)).toHaveAttribute('aria-rowcount', '8')
  await expectSelected(page, 7)
})

test('a bar tells its duration, also where it fills the window or lies outside', async ({ page }) => {
  await openShop(page)
  const label = (name: RegExp): Locator => spanRow(page, name).getByText(/ms$/)
  await expect(label(/^web, GET/)).toHaveText('100 ms')
  await spanRow(page, /^web, render/).click()
  await page.keyboard.press('f')
  await expect(label(/^payment, authorize/)).toBeVisible()
  await expect(label(/^payment, authorize/)).toHaveText('30 ms')
})

test('a click selects a row', async ({ page }) => {
  await openShop(page)
  await spanRow(page, /authorize card/).click()
  await expectSelected(page, 6)
  await expect(details(page)).toContainText('authorize card')
  expect(fieldOfLink(page, 'span')).toBe('0000000000000006')
  await spanRow(page, /^missing parent/).click()
  await expectSelected(page, 7)
  await expect(details(page)).toContainText('00000000000000aa')
  await page.reload()
  await expectSelected(page, 7)
})

test('PgUp and PgDn move by a page, and the selected row is always drawn', async ({ page }) => {
  await page.goto('/')
  await openText(page, otlpText(LONG))
  await expect(placed(page)).toHaveText('200 of 200 spans placed')
  await walk(page, [['Home', 1]])
  await page.keyboard.press('PageDown')
  await expect(selectedSpan(page)).not.toHaveAttribute('aria-rowindex', '1')
  const step = Number(await selectedSpan(page).getAttribute('aria-rowindex')) - 1
  expect(step).toBeGreaterThan(10)
  expect(step).toBeLessThan(45)
  await walk(page, [
    ['PageDown', 1 + 2 * step],
    ['PageUp', 1 + step],
    ['End', 200],
    ['PageDown', 200],
    ['PageUp', 200 - step],
  ])
  await expect(selectedSpan(page)).toBeInViewport()
  await walk(page, [['Home', 1]])
  await expect(selectedSpan(page)).toBeInViewport()
})

test('Enter goes into the details, Esc comes back and then closes them', async ({ page }) => {
  await openShop(page)
  await walk(page, [
    ['j', 1],
    ['j', 2],
  ])
  await page.keyboard.press('Enter')
  await expect(details(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(details(page)).not.toBeFocused()
  await expectSelected(page, 2)
  await page.keyboard.press('Escape')
  await expect(details(page)).toHaveCount(0)
  expect(fieldOfLink(page, 'span')).toBeNull()
})

test('orphans and errors are gone to by o O and e E, also where they are collapsed', async ({ page }) => {
  await openShop(page)
  await walk(page, [
    ['o', 8],
    ['e', 5],
    ['O', 8],
    ['E', 5],
    ['Home', 1],
  ])
  await page.keyboard.press('h')
  await expect(waterfall(page)).toHaveAttribute('aria-rowcount', '3')
  await walk(page, [['e', 5]])
  await expect(waterfall(page)).toHaveAttribute('aria-rowcount', '8')
})

test('w s zoom, a d pan, f fits to the span, 0 shows the whole trace', async ({ page }) => {
  await openShop(page)
  expect(windowOfLink(page)).toBeUndefined()
  const press = (key: string) => nextWindow(page, () => page.keyboard.press(key))
  const near = await press('w')
  const length = near[1] - near[0]
  expect(length).toBeLessThan(100e6)
  const right = await press('d')
  expect(right[0]).toBeGreaterThan(near[0])
  expect(Math.abs(right[1] - right[0] - length)).toBeLessThanOrEqual(1)
  const left = await press('a')
  expect(left[0]).toBeLessThan(right[0])
  const nearer = await press('w')
  expect(nearer[1] - nearer[0]).toBeLessThan(length)
  const far = await press('s')
  expect(far[1] - far[0]).toBeGreaterThan(nearer[1] - nearer[0])
  await page.keyboard.press('0')
  await expect.poll(() => windowOfLink(page)).toBeUndefined()
  await walk(page, [['e', 5]])
  const fit = await press('f')
  expect(fit[0]).toBeLessThanOrEqual(45e6)
  expect(fit[0]).toBeGreaterThan(35e6)
  expect(fit[1]).toBeGreaterThanOrEqual(85e6)
  expect(fit[1]).toBeLessThan(95e6)
})

test('Ctrl+wheel zooms at the pointer and Shift+wheel pans', async ({ page }) => {
  await openShop(page)
  const box = await waterfall(page).boundingBox()
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * 0.8, (box?.y ?? 0) + 60)
  await page.keyboard.down('Control')
  const zoomed = await nextWindow(page, () => page.mouse.wheel(0, -200))
  await page.keyboard.up('Control')
  expect(zoomed[0]).toBeGreaterThan(0)
  expect(zoomed[1] - zoomed[0]).toBeLessThan(100e6)
  await page.keyboard.down('Shift')
  const panned = await nextWindow(page, () => page.mouse.wheel(0, -100))
  await page.keyboard.up('Shift')
  expect(panned[0]).toBeLessThan(zoomed[0])
})

test('dragging over the minimap zooms, a double click resets, and a reload keeps the zoom', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: /^Clean request/ }).click()
  await expect(minimap(page)).toBeVisible()
  await drag(page, minimap(page), 0.25, 0.5)
  // The address follows the drag, so that it may still tell of its middle.
  const share = () => {
    const [from, to] = windowOfLink(page) ?? [1, 0]
    return to / from
  }
  await expect.poll(share).toBeGreaterThan(1.9)
  expect(share()).toBeLessThan(2.1)
  const window = windowOfLink(page)
  await page.reload()
  await expect(minimap(page)).toBeVisible()
  expect(windowOfLink(page)).toEqual(window)
  const zoomedAxis = await page.getByRole('img', { name: 'Time axis' }).textContent()
  await minimap(page).dblclick()
  await expect.poll(() => windowOfLink(page)).toBeUndefined()
  await expect(page.getByRole('img', { name: 'Time axis' })).not.toHaveText(zoomedAxis ?? '')
})

test('/ finds in service, name and attribute values, and n N go round the matches', async ({ page }) => {
  await openShop(page)
  await page.keyboard.press('/')
  await expect(findBox(page)).toBeFocused()
  for (const [text, rows] of [
    ['PAYMENT', [5, 6]],
    ['post /', [3, 5]],
    ['needle-7f', [4, 6]],
  ] as const) {
    await test.step(`finds "${text}"`, async () => {
      await findBox(page).fill(text)
      await expect(page.getByText('2 found', { exact: true })).toBeVisible()
      await findBox(page).press('Enter')
      await expect(selectedSpan(page)).toHaveCount(1)
      await waterfall(page).focus()
      await page.keyboard.press('Home')
      await walk(page, [
        ['n', rows[0]],
        ['n', rows[1]],
        ['n', rows[0]],
        ['N', rows[1]],
        ['N', rows[0]],
      ])
    })
  }
  expect(fieldOfLink(page, 'q')).toBe('needle-7f')
  await findBox(page).fill('not in here')
  await expect(page.getByText('no match')).toBeVisible()
})

test('a link holds what is searched', async ({ page }) => {
  await page.goto('/?source=sample:checkout')
  await expect(waterfall(page)).toBeVisible()
  await findBox(page).fill('rates.carrier.example')
  await expect(page.getByText('1 found', { exact: true })).toBeVisible()
  await page.reload()
  await expect(findBox(page)).toHaveValue('rates.carrier.example')
  await expect(page.getByText('1 found', { exact: true })).toBeVisible()
  await waterfall(page).focus()
  await page.keyboard.press('n')
  await expect(selectedSpan(page)).toHaveAccessibleName(/GET \/v2\/rates/)
  await expect(details(page)).toContainText('rates.carrier.example')
})

test('keys do nothing while one types in a field', async ({ page }) => {
  await openShop(page)
  await walk(page, [['j', 1]])
  const address = page.url()
  for (const field of [omnibox(page), findBox(page)]) {
    await field.focus()
    for (const key of ['j', 'k', 'h', 'l', 'G', 'w', 's', 'a', 'd', 'f', '0', 'o', 'e', 'n', '[', ']', '?', '/']) {
      await field.press(key)
    }
    await expect(field).toHaveValue('jkhlGwsadf0oen[]?/')
    await expectSelected(page, 1)
    await expect(page.getByRole('dialog')).toHaveCount(0)
    expect(await rowCount(page)).toBe(8)
    await field.fill('')
  }
  await expect.poll(() => page.url()).toBe(address)
})

test('? shows the keys, and Esc closes them', async ({ page }) => {
  await openShop(page)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('next, previous orphan')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await walk(page, [['j', 1]])
})

test('the list of traces can be sorted, and [ ] follow its order', async ({ page }) => {
  await page.goto('/')
  await openText(page, `${otlpText(SHOP, 'a1')}\n${otlpText(PING, 'b2')}`)
  await expect(traceRows(page)).toHaveCount(2)
  const sort = page.getByRole('combobox', { name: 'Sort traces by' })
  await sort.selectOption('duration')
  await expect(traceRows(page).nth(0)).toContainText('100 ms')
  await expect(traceRows(page).nth(1)).toContainText('10 ms')
  await page.getByRole('button', { name: 'Sort ascending' }).click()
  await expect(traceRows(page).nth(0)).toContainText('10 ms')
  await traceRows(page).nth(0).click()
  await expect(placed(page)).toHaveText('2 of 2 spans placed')
  await page.keyboard.press(']')
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await expect(traceRows(page).nth(1)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press(']')
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await page.keyboard.press('[')
  await expect(placed(page)).toHaveText('2 of 2 spans placed')
  await sort.selectOption('name')
  await expect(traceRows(page).nth(0)).toContainText('probe')
  await sort.selectOption('orphans')
  await expect(traceRows(page).nth(0)).toContainText('1 orphan')
})
