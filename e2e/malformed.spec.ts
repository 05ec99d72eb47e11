import { closeSync, openSync, writeSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import { spanIdOf, traceIdOf } from './dumps.ts'
import {
  details,
  fileInput,
  openSample,
  placed,
  readRows,
  rowCount,
  selectedSpan,
  spanRow,
  traceRows,
  waterfall,
} from './traceView.ts'

/** Opens the malformed sample at the trace whose first span has this name. */
async function openCase(page: Page, headline: string): Promise<string[]> {
  await openSample(page, 'Malformed')
  const row = traceRows(page).filter({ hasText: headline })
  await row.click()
  await expect(row).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(headline)
  return (await readRows(page)).map(({ level, name }) => `${level} ${name}`)
}

test('a cycle is cut at its earliest span, and its spans are marked', async ({ page }) => {
  expect(await openCase(page, '/cycle')).toEqual([
    '1 warehouse, GET /cycle, 90 ms',
    '2 warehouse, whole child, 15 ms',
    '1 warehouse, ring, first, 50 ms, cycle',
    '2 warehouse, ring, second, 38 ms, cycle',
    '3 warehouse, ring, third, 25 ms, cycle',
    '4 warehouse, below the ring, 10 ms',
  ])
  await expect(placed(page)).toHaveText('6 of 6 spans placed')
  await spanRow(page, /ring, first/).click()
  await expect(details(page)).toContainText('earliest span of the ring')
})

test('a span that names itself is a root with its children', async ({ page }) => {
  expect(await openCase(page, '/self-parent')).toEqual([
    '1 warehouse, GET /self-parent, 50 ms',
    '2 warehouse, whole child, 6 ms',
    '1 warehouse, names itself, 30 ms',
    '2 warehouse, child of the one that names itself, 15 ms',
  ])
  await expect(placed(page)).toHaveText('4 of 4 spans placed')
  await spanRow(page, /names itself, 30 ms/).click()
  await expect(details(page)).toContainText(/names itself as its parent/i)
})

test('equal repetitions are one row, differing spans of one id are two, marked and linked each', async ({ page }) => {
  const rows = await openCase(page, '/duplicates')
  expect(rows.filter((row) => row.includes('sent twice'))).toEqual(['2 warehouse, sent twice, equal, 20 ms'])
  expect(rows.filter((row) => row.includes('duplicate id'))).toEqual([
    '2 warehouse, same id, one, 10 ms, duplicate id',
    '2 warehouse, same id, another, 13 ms, duplicate id',
  ])
  expect(rows.filter((row) => row.includes('child of the id'))).toHaveLength(1)
  await expect(placed(page)).toHaveText('5 of 5 spans placed')
  await spanRow(page, /same id, another/).click()
  await expect(details(page)).toContainText('Another span of the')
  await page.reload()
  await expect(selectedSpan(page)).toHaveAccessibleName(/same id, another/)
})

test('several roots stand one after the other', async ({ page }) => {
  expect(await openCase(page, '/several-roots')).toEqual([
    '1 warehouse, GET /several-roots, 40 ms',
    '2 warehouse, below the first, 15 ms',
    '1 warehouse, second root, 50 ms',
    '2 warehouse, below the second, 15 ms',
    '1 warehouse, third root, alone, 5 ms',
  ])
  await expect(placed(page)).toHaveText('5 of 5 spans placed')
})

test('times of zero are shown as not recorded', async ({ page }) => {
  const rows = await openCase(page, '/zero-times')
  expect(rows).toHaveLength(5)
  for (const row of ['2 warehouse, lasts 0 ns, 0 ns', '2 warehouse, no end, unfinished']) expect(rows).toContain(row)
  await expect(placed(page)).toHaveText('5 of 5 spans placed')
  await spanRow(page, /no start, no end/).click()
  await expect(details(page)).toContainText('none in the input')
  await spanRow(page, /, no start, (?!no end)/).click()
  await expect(details(page)).toContainText('none in the input')
  await expect(details(page)).not.toContainText('no end in the input')
})

test('an end before the start is said, and starts before the parent stay', async ({ page }) => {
  const rows = await openCase(page, '/end-before-start')
  expect([...rows].sort()).toEqual([
    '1 warehouse, GET /end-before-start, 50 ms',
    '2 warehouse, ends 15 ms before it starts, 0 ns',
    '2 warehouse, starts before its parent, 25 ms',
    '3 warehouse, child of it, 9 ms',
  ])
  await expect(placed(page)).toHaveText('4 of 4 spans placed')
  await spanRow(page, /ends 15 ms before/).click()
  await expect(details(page)).toContainText('ends before it starts')
})

test('spans without a service have rows', async ({ page }) => {
  const rows = await openCase(page, '/missing-service')
  expect(rows).toHaveLength(3)
  expect(rows.filter((row) => /GET \/missing-service|no service either/.test(row))).toHaveLength(2)
  await expect(placed(page)).toHaveText('3 of 3 spans placed')
})

const LEVELS = 100_000

/** A flat dump in which each span stands below the one before, written piecemeal. */
function writeDeepDump(path: string): void {
  const file = openSync(path, 'w')
  const trace = traceIdOf('dee')
  let text = '['
  for (let level = 1; level <= LEVELS; level++) {
    const parent = level === 1 ? '' : spanIdOf((level - 1).toString(16))
    text += `${level === 1 ? '' : ',\n'}{"traceId":"${trace}","spanId":"${spanIdOf(level.toString(16))}"`
    text += `,"parentSpanId":"${parent}","name":"level ${level}","service":"well"`
    text += `,"timestamp":${1_772_438_400_000_000 + level},"duration":${2 * (LEVELS - level) + 1}}`
    if (level % 1000 === 0) {
      writeSync(file, text)
      text = ''
    }
  }
  writeSync(file, ']\n')
  closeSync(file)
}

test('100,000 levels are shown, and the deepest is reached', async ({ page }) => {
  test.setTimeout(60_000)
  const path = test.info().outputPath('deep.json')
  writeDeepDump(path)
  await page.goto('/')
  await fileInput(page).setInputFiles(path)
  await expect(placed(page)).toHaveText(`${LEVELS} of ${LEVELS} spans placed`, { timeout: 30_000 })
  expect(await rowCount(page)).toBe(LEVELS)
  await page.keyboard.press('End')
  await expect(selectedSpan(page)).toHaveAttribute('aria-rowindex', String(LEVELS))
  await expect(selectedSpan(page)).toHaveAttribute('aria-level', String(LEVELS))
  await expect(selectedSpan(page)).toHaveAccessibleName(`well, level ${LEVELS}, 1 µs`)
  await expect(selectedSpan(page)).toBeInViewport()
  await page.keyboard.press('h')
  await expect(selectedSpan(page)).toHaveAttribute('aria-rowindex', String(LEVELS - 1))
  await page.keyboard.press('Home')
  await expect(selectedSpan(page)).toHaveAttribute('aria-level', '1')
  await page.keyboard.press('h')
  await expect(waterfall(page)).toHaveAttribute('aria-rowcount', '1')
  await expect(placed(page)).toHaveText(`${LEVELS} of ${LEVELS} spans placed`)
  await page.keyboard.press('l')
  await expect(waterfall(page)).toHaveAttribute('aria-rowcount', String(LEVELS))
})
