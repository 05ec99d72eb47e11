import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import {
  details,
  fieldOfLink,
  openSample,
  placed,
  readRows,
  samplesRegion,
  selectedSpan,
  waterfall,
} from './traceView.ts'

interface Sample {
  readonly name: string
  readonly title: string
  readonly spans: number
}

const SAMPLES: readonly Sample[] = JSON.parse(readFileSync('public/samples/index.json', 'utf8'))

test('the empty page offers every sample, and each opens a waterfall', async ({ page }) => {
  await page.goto('/')
  await expect(samplesRegion(page).getByRole('button')).toHaveCount(SAMPLES.length)
  for (const { name, title } of SAMPLES) {
    await openSample(page, title)
    await expect(waterfall(page)).toHaveAttribute('aria-rowcount', /^[1-9]\d*$/)
    expect(fieldOfLink(page, 'source')).toBe(`sample:${name}`)
  }
})

test('a reader finds the orphan of a sample, and a link to it shows a colleague the same', async ({
  page,
  context,
}) => {
  await openSample(page, 'Dropped span')
  await page.keyboard.press('o')
  await expect(selectedSpan(page)).toHaveAccessibleName(/, orphan$/)
  await expect(details(page)).toContainText(/Parent [0-9a-f]{16} is absent/)
  const row = await selectedSpan(page).getAttribute('aria-label')
  const [, absent] = /Parent ([0-9a-f]{16}) is absent/.exec((await details(page).textContent()) ?? '') ?? []
  await expect(waterfall(page).getByRole('row', { name: `missing parent ${absent}` })).toBeVisible()
  expect(fieldOfLink(page, 'source')).toBe('sample:dropped-span')
  expect(fieldOfLink(page, 'trace')).toMatch(/^[0-9a-f]{32}$/)
  expect(fieldOfLink(page, 'span')).toMatch(/^[0-9a-f]{16}$/)
  await expect(details(page)).toContainText('service.name')
  const told = await details(page).textContent()

  const link = page.url()
  await page.reload()
  await expect(selectedSpan(page)).toHaveAccessibleName(row ?? '')
  await expect(details(page)).toHaveText(told ?? '')
  expect(page.url()).toBe(link)

  const colleague = await context.newPage()
  await colleague.goto(link)
  await expect(selectedSpan(colleague)).toHaveAccessibleName(row ?? '')
  await expect(details(colleague)).toHaveText(told ?? '')
})

test('the back button undoes selecting, then opening', async ({ page }) => {
  await openSample(page, 'Clean request')
  await page.keyboard.press('Home')
  await expect(selectedSpan(page)).toHaveAttribute('aria-rowindex', '1')
  await page.keyboard.press('j')
  await expect(selectedSpan(page)).toHaveAttribute('aria-rowindex', '2')
  await page.goBack()
  await expect(selectedSpan(page)).toHaveAttribute('aria-rowindex', '1')
  await page.goBack()
  await expect(selectedSpan(page)).toHaveCount(0)
  await expect(waterfall(page)).toBeVisible()
  await page.goBack()
  await expect(samplesRegion(page)).toBeVisible()
  await page.goForward()
  await expect(waterfall(page)).toBeVisible()
})

test('a link to a sample that does not exist, or to an unopened dump, says so', async ({ page }) => {
  await page.goto('/?source=sample:nowhere')
  await expect(page.getByRole('alert')).toContainText('nowhere')
  await expect(samplesRegion(page)).toBeVisible()
  await page.goto('/?trace=0123456789abcdef0123456789abcdef')
  await expect(page.getByRole('alert')).toContainText('0123456789abcdef0123456789abcdef')
  await page.goto('/?source=sample:clean&trace=0123456789abcdef0123456789abcdef')
  await expect(page.getByRole('alert')).toContainText('0123456789abcdef0123456789abcdef')
  await expect(waterfall(page)).toBeVisible()
})

/** More traces than this are not walked one by one. */
const WALKED = 40

for (const { name, title, spans } of SAMPLES) {
  test(`every span of sample ${name} is placed in a row of its own`, async ({ page }) => {
    await openSample(page, title)
    const traces = page.getByRole('grid', { name: 'Traces' })
    const count = Number(await traces.getAttribute('aria-rowcount'))
    let total = 0
    for (let n = 1; n <= Math.min(count, WALKED); n++) {
      await expect(traces.getByRole('row', { selected: true })).toHaveAttribute('aria-rowindex', String(n))
      const [, shown, read] = /^(\d+) of (\d+) spans placed$/.exec((await placed(page).textContent()) ?? '') ?? []
      expect(shown).toBe(read)
      const rows = await readRows(page)
      expect(rows.filter((row) => !row.name.startsWith('missing parent ')).length).toBe(Number(shown))
      total += Number(shown)
      await page.keyboard.press(']')
    }
    // One repetition of equal content in the malformed sample is dropped, and said in the report.
    if (count <= WALKED) expect(total).toBe(name === 'malformed' ? spans - 1 : spans)
  })
}
