import { expect, test } from '@playwright/test'
import { omnibox, selectedSpan } from './traceView.ts'

/** Of the sample `checkout`. */
const TRACE = 'ca243d15681f2a13a1aedd9cfd4e1462'
const ORPHAN = '2caff67866e6200a'
const ABSENT = '85f18bfa0f71ab3c'

test.beforeEach(async ({ page }) => {
  await page.goto('/?source=sample:checkout')
  await expect(page.getByRole('treegrid', { name: 'Waterfall' })).toBeVisible()
})

test('a traceparent opens its trace, selects its span and is spelled out', async ({ page }) => {
  await omnibox(page).fill(`00-${TRACE}-${ORPHAN}-01`)
  await omnibox(page).press('Enter')
  await expect(selectedSpan(page)).toHaveAccessibleName('payment, POST /charge, 262 ms, orphan')
  const note = page.getByRole('region', { name: 'Pasted' })
  await expect(note).toContainText('sampled')
  await expect(note).toContainText('01')
  await note.getByRole('button', { name: 'Dismiss' }).click()
  await expect(note).toBeHidden()
})

test('the id of a parent that nobody sent selects its ghost', async ({ page }) => {
  await omnibox(page).fill(`b3: ${TRACE}-${ABSENT}-1`)
  await omnibox(page).press('Enter')
  await expect(selectedSpan(page)).toHaveAccessibleName(`missing parent ${ABSENT}`)
})

test('an address of another viewer opens the trace and span it shows', async ({ page }) => {
  await omnibox(page).fill(`http://localhost:16686/trace/${TRACE}?uiFind=${ORPHAN}`)
  await omnibox(page).press('Enter')
  await expect(selectedSpan(page)).toHaveAccessibleName(/payment, POST \/charge/)
})

test('a malformed traceparent gets the exact reasons', async ({ page }) => {
  await omnibox(page).fill('00-0af7651916cd43dd8448eb211c80319-cb3c1c71a3c1f46-01')
  await omnibox(page).press('Enter')
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('31 hex digits, needs 32')
  await expect(alert).toContainText('15 hex digits, needs 16')
})

test('an id that is not open says so, and the open trace stays', async ({ page }) => {
  await omnibox(page).fill('0af7651916cd43dd8448eb211c80319c')
  await omnibox(page).press('Enter')
  await expect(page.getByRole('alert')).toContainText('not in checkout.json')
  await expect(page.getByRole('status')).toHaveText('47 of 47 spans placed')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('alert')).toBeHidden()
})

test('headers pasted outside any field are read with their tracestate', async ({ page }) => {
  await page.evaluate(
    ([trace, span]) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData(
        'text/plain',
        `traceparent: 00-${trace}-${span}-01\ntracestate: congo=t61rcWkgMzE,rojo=00f0`,
      )
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    [TRACE, ORPHAN],
  )
  await expect(page.getByRole('region', { name: 'Pasted' })).toContainText('t61rcWkgMzE')
  await expect(selectedSpan(page)).toHaveAccessibleName(/payment/)
})
