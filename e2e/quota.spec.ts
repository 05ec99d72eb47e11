import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { openText, placed, waterfall } from './traceView.ts'

test('a browser without room for a dump says so, and what is on the screen stays', async ({ page, baseURL }) => {
  await page.goto('/')
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Storage.overrideQuotaForOrigin', { origin: baseURL ?? '', quotaSize: 1000 })
  await openText(page, readFileSync('public/samples/checkout.json', 'utf8'), 'checkout.json')
  await expect(page.getByRole('alert')).toContainText('could not be kept')
  await expect(waterfall(page)).toBeVisible()
  await expect(placed(page)).toHaveText('47 of 47 spans placed')
})
