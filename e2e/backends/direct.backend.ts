import { expect } from '@playwright/test'
import { test } from '../staticHost.ts'
import { placed } from '../traceView.ts'
import { SPANS } from './shop.js'
import { asked, connections, facts, jaegerUrl, paste, zipkinUrl } from './shopFacts.ts'

// From a static host, without a proxy: the page and the backend are of different origins.

const [first] = facts.orders

test('Zipkin allows any page to ask it', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  const form = connections(page).getByRole('form', { name: 'New connection' })
  await form.getByLabel('Kind').selectOption('zipkin')
  await form.getByLabel('Address', { exact: true }).fill(zipkinUrl)
  await form.getByRole('button', { name: 'Test' }).click()
  await expect(form).toContainText('It answers. It knows 6 services.')
  await form.getByRole('button', { name: 'Connect' }).click()
  await connections(page).getByRole('button', { name: 'Close' }).click()

  await paste(page, first.traceId)
  await expect(placed(page)).toHaveText(`${SPANS.whole} of ${SPANS.whole} spans placed`)
  await expect(asked(page)).toContainText(`zipkin found ${SPANS.whole} spans.`)
  const link = page.getByRole('link', { name: 'Open in Zipkin' })
  await expect(link).toHaveAttribute('href', `${zipkinUrl}/zipkin/traces/${first.traceId}`)
})

test('Jaeger allows no page, which is told with the way around it', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  const form = connections(page).getByRole('form', { name: 'New connection' })
  await form.getByLabel('Address', { exact: true }).fill(jaegerUrl)
  await form.getByRole('button', { name: 'Test' }).click()
  await expect(form).toContainText('does not let this page read the answer (CORS)')
  await expect(form).toContainText(`spanfall serve --jaeger ${jaegerUrl}`)
})
