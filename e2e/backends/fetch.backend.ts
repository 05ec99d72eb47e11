import { expect, type Page, test } from '@playwright/test'
import { details, fieldOfLink, placed, selectedSpan, spanRow, traceRows } from '../traceView.ts'
import { SPANS, sendOrder } from './shop.js'
import { asked, connections, facts, foundTraces, paste, search } from './shopFacts.ts'

// Through `spanfall serve`, with the Jaeger, the Zipkin and the Prometheus that `npm run test:backends` has started.

const UNKNOWN_TRACE = '0000000000000000000000000000beef'
const [first] = facts.orders
const health = (page: Page) => page.getByRole('region', { name: 'Propagation health' })

test.beforeEach(async ({ page }) => {
  await page.goto('/')
})

test('what the command line names is connected, and each answers', async ({ page }) => {
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  for (const [name, found] of [
    ['jaeger', 'It knows 6 services.'],
    ['zipkin', 'It knows 6 services.'],
    ['prometheus', ''],
  ]) {
    const row = connections(page).getByRole('listitem').filter({ hasText: 'served with this page' })
    const mine = row.filter({ has: page.getByRole('button', { name: `Test ${name}`, exact: true }) })
    await mine.getByRole('button', { name: `Test ${name}`, exact: true }).click()
    await expect(mine).toContainText('It answers.')
    await expect(mine).toContainText(found)
  }
})

test('a pasted id is asked of both, and what both have is one trace', async ({ page }) => {
  await paste(page, first.traceId)
  await expect(asked(page)).toContainText(`jaeger found ${SPANS.whole} spans.`)
  await expect(asked(page)).toContainText(`zipkin found ${SPANS.whole} spans.`)
  await expect(placed(page)).toHaveText(`${SPANS.whole} of ${SPANS.whole} spans placed`)
  await expect(traceRows(page)).toHaveCount(1)
  await expect(spanRow(page, /duplicate/)).toHaveCount(0)
  // Of the two answers Jaeger's is kept: Zipkin's has µs and names in lower case.
  for (const [service, level] of [
    ['gateway', 1],
    ['orders', 3],
    ['inventory', 5],
    ['payment', 5],
  ] as const) {
    await expect(spanRow(page, new RegExp(`^${service}, POST /`))).toHaveAttribute('aria-level', `${level}`)
  }
})

for (const source of ['jaeger', 'zipkin']) {
  test(`the call that lost the header is found by a search of ${source}`, async ({ page }) => {
    await search(page, source, { Service: 'fraud', Limit: '100' })
    await expect(foundTraces(page).getByRole('row', { name: new RegExp(first.tornTraceId) })).toContainText(
      /fraud post \/fraud/i,
    )
    await foundTraces(page)
      .getByRole('row', { name: new RegExp(first.tornTraceId) })
      .getByRole('button')
      .click()
    await expect(placed(page)).toHaveText(`${SPANS.torn} of ${SPANS.torn} spans placed`)
    expect(fieldOfLink(page, 'trace')).toBe(first.tornTraceId)

    await search(page, source, { Service: 'payment', Limit: '100' })
    await foundTraces(page)
      .getByRole('row', { name: new RegExp(first.traceId) })
      .getByRole('button')
      .click()
    await expect(traceRows(page)).toHaveCount(2)
    await expect(traceRows(page).filter({ hasText: 'fraud' })).toContainText('torn off at a request')
    await expect(health(page)).toContainText(/payment .* fraud .*1 of 1 crossings broken/)

    await page.keyboard.press('o')
    await expect(selectedSpan(page)).toHaveAccessibleName(/^fraud, post \/fraud, /i)
    await expect(details(page)).toContainText(/of payment calls this service at that time/)
    await details(page).getByRole('button', { name: 'Torn off at a request' }).click()
    await expect(page.getByRole('dialog', { name: 'Torn off at a request' })).toContainText('split_http')
    await page.keyboard.press('Escape')
    await details(page).getByRole('button', { name: 'Show that span' }).click()
    await expect(selectedSpan(page)).toHaveAccessibleName(/^payment, post, /i)
    expect(fieldOfLink(page, 'trace')).toBe(first.traceId)
  })

  test(`all orders of ${source}, found by a tag and opened at once, put a rate on the boundary`, async ({ page }) => {
    const count = facts.orders.length
    // Other tests send orders of their own meanwhile: these are known by their name.
    for (const service of ['gateway', 'fraud']) {
      await search(page, source, { Service: service, Tags: 'shop.order=first', Limit: '100' })
      await expect(connections(page)).toContainText(`${count} traces found`)
      await connections(page).getByRole('button', { name: 'Open all' }).click()
      await expect(connections(page)).toBeHidden()
    }
    await expect(page.getByRole('region', { name: 'Traces' })).toContainText(`${2 * count} traces`)
    await health(page).getByRole('button', { name: 'Details', exact: true }).click()
    const matrix = health(page).getByRole('table', { name: 'Break rate by caller and callee' })
    const cell = (caller: string, text: RegExp) =>
      expect(
        matrix
          .getByRole('row', { name: new RegExp(`^${caller}`) })
          .getByRole('cell')
          .filter({ hasText: text }),
      ).toHaveCount(1)
    await cell('payment', new RegExp(`^100 % of ${count}$`))
    await cell('gateway', new RegExp(`^0 % of ${count}$`))
    await cell('fraud', new RegExp(`^0 % of ${count}$`))
  })
}

test('a failed request is found by a tag and drawn as an error', async ({ page }) => {
  await search(page, 'jaeger', { Service: 'rules', Tags: 'http.response.status_code=500', Limit: '100' })
  await expect(connections(page)).toContainText('1 trace found')
  await foundTraces(page)
    .getByRole('row', { name: new RegExp(facts.orders[3].tornTraceId) })
    .getByRole('button')
    .click()
  await expect(spanRow(page, /^rules, POST \/rules, .*, error/)).toHaveCount(1)
})

test('an id that neither knows says so for each', async ({ page }) => {
  await paste(page, UNKNOWN_TRACE)
  for (const source of ['jaeger', 'zipkin']) {
    await expect(page.getByRole('alert')).toContainText(
      `${source} does not have it. It never got it, did not sample it, or no longer keeps it`,
    )
  }
})

test('a link with its source opens by itself', async ({ page }) => {
  await page.goto(`/?source=zipkin&trace=${first.tornTraceId}`)
  await expect(placed(page)).toHaveText(`${SPANS.torn} of ${SPANS.torn} spans placed`)
  await expect(page.getByText(/^from zipkin, /)).toBeVisible()
  await expect(asked(page)).toHaveCount(0)
})

test('a trace in flight is followed until nothing is missing', async ({ page }) => {
  test.slow()
  const name = `slow-${Date.now()}`
  const done = sendOrder(facts.shop, { name, slow: 'payment', ms: 8000 })
  await expect(async () => {
    await page.goto('/')
    await search(page, 'jaeger', { Service: 'inventory', Tags: `shop.order=${name}` })
    await expect(connections(page)).toContainText('1 trace found', { timeout: 1000 })
  }).toPass()
  await foundTraces(page).getByRole('button').click()
  await expect(spanRow(page, /^missing parent/)).not.toHaveCount(0)
  await page.getByRole('button', { name: 'Follow' }).click()
  const { traceId } = await done
  expect(fieldOfLink(page, 'trace')).toBe(traceId)
  await expect(placed(page)).toHaveText(`${SPANS.whole} of ${SPANS.whole} spans placed`, { timeout: 15_000 })
  await expect(spanRow(page, /^missing parent/)).toHaveCount(0)
  await expect(page.getByText(/spans arrived late/)).toBeVisible()
  await expect(page.getByText('Complete: nothing is missing')).toBeVisible({ timeout: 30_000 })
})
