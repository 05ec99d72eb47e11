import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { type FakeEngine, startFakeEngine } from './fakeEngine.ts'

// Through the proxy of `spanfall serve`, to a loopback fake that answers in recorded shapes: neither a ClickHouse
// server nor a Tempo is at hand where these tests run.

let fake: FakeEngine
let cli: ChildProcess
let pageUrl = ''

test.beforeEach(async () => {
  fake = await startFakeEngine()
  const free = createServer()
  await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve))
  const { port } = free.address() as AddressInfo
  await new Promise((resolve) => free.close(resolve))
  pageUrl = `http://localhost:${port}`
  const args = ['dist/cli/main.js', 'serve', '--port', String(port), '--clickhouse', fake.url, '--tempo', fake.url]
  cli = spawn(process.execPath, args)
  await new Promise((resolve) => cli.stdout?.once('data', resolve))
})

test.afterEach(async () => {
  cli.kill()
  await fake.stop()
})

const view = (page: Page): Locator => page.getByRole('region', { name: 'Ask the engine' })
const queries = (page: Page): Locator => view(page).getByRole('list', { name: 'Queries' })

async function openEngine(page: Page, name: string): Promise<void> {
  await page.goto(pageUrl)
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click()
  await page.getByRole('button', { name: `Ask ${name} for rates` }).click()
  await expect(view(page)).toBeVisible()
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include('dialog[open]').analyze()
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html}`))).toEqual([])
}

test('ClickHouse counts what the page draws: rates with intervals, boundaries, RED', async ({ page }) => {
  await openEngine(page, 'clickhouse')
  await view(page).getByLabel('Table').fill('otel.otel_traces')
  await view(page).getByRole('button', { name: 'Ask', exact: true }).click()
  const rates = view(page).getByRole('table', { name: 'Orphan rates' })
  await expect(rates.getByRole('row', { name: /^checkout/ })).toContainText('51 %46–56 %, 175 of 344')
  await expect(rates.getByRole('row', { name: /^all/ })).toContainText('175 of 377')
  await expect(rates.getByRole('row', { name: /^gateway/ })).toContainText(
    '690 roots of their own, 325 called from outside',
  )
  await expect(view(page).getByRole('table', { name: 'Broken boundaries' })).toContainText(
    'checkout → orders-worker via orders34 %27–41 %, 54 of 160',
  )
  await expect(view(page).getByRole('table', { name: 'Rate, errors, duration' })).toContainText(
    'checkout2 req/s1 %120 ms8.17 ms',
  )
  expect(fake.asked).toHaveLength(3)
  for (const sql of fake.asked) expect(sql).toContain('FROM `otel`.`otel_traces`')
  await expectNoViolations(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 1024, height: 800 })
  await expectNoViolations(page)
})

test('Tempo counts by TraceQL metrics', async ({ page }) => {
  await openEngine(page, 'tempo')
  await view(page).getByRole('button', { name: 'Ask', exact: true }).click()
  // 100 requests, 20 without a parent of which 10 have an open call and 10 are exempt, 5 cut off.
  await expect(
    view(page)
      .getByRole('row', { name: /^Payment/ })
      .first(),
  ).toContainText('15 of 90')
  await expect(view(page).getByRole('table', { name: 'Rate, errors, duration' })).toContainText('2 %')
  expect(fake.asked).toHaveLength(8)
})

test('the query is on the screen and can be copied, with and without a connection', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(pageUrl)
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click()
  await page.getByRole('button', { name: 'Ask the engine …' }).click()
  await view(page).getByLabel('Engine').selectOption('ClickHouse, queries to copy')
  await expect(view(page).getByRole('button', { name: 'Ask', exact: true })).toBeDisabled()
  await queries(page).getByText('Orphan rates by service').click()
  const text = await queries(page).getByRole('textbox', { name: 'Query: Orphan rates by service' }).inputValue()
  expect(text).toContain('FROM `otel_traces`')
  await queries(page).getByRole('button', { name: 'Copy the query: Orphan rates by service' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text)
  await view(page).getByLabel('Engine').selectOption('Tempo, queries to copy')
  await expect(queries(page)).toContainText('Requests cut off from the root of their trace')
  await expectNoViolations(page)
  expect(fake.asked).toEqual([])
})

test('what the engine refuses is told in its words, and asking again brings the figures', async ({ page }) => {
  fake.behave('noTable')
  await openEngine(page, 'clickhouse')
  await view(page).getByRole('button', { name: 'Ask', exact: true }).click()
  await expect(view(page).getByRole('alert').first()).toContainText('Unknown table expression identifier')
  await expectNoViolations(page)
  fake.behave('well')
  await view(page).getByRole('button', { name: 'Ask', exact: true }).click()
  await expect(view(page).getByRole('table', { name: 'Orphan rates' })).toContainText('checkout')
  await expect(view(page).getByRole('alert')).toHaveCount(0)
})

test('a question that takes too long can be ended, and the engine is told', async ({ page }) => {
  fake.behave('never')
  await openEngine(page, 'clickhouse')
  await view(page).getByRole('button', { name: 'Ask', exact: true }).click()
  await expect(queries(page)).toContainText('asking …')
  await view(page).getByRole('button', { name: 'Cancel' }).click()
  await fake.givenUp
  await expect(queries(page)).not.toContainText('asking …')
  await expect(view(page).getByRole('alert')).toHaveCount(0)
})

test('a table that is none is told before anybody is asked', async ({ page }) => {
  await openEngine(page, 'clickhouse')
  await view(page).getByLabel('Table').fill('otel_traces; DROP TABLE x')
  await expect(view(page).getByRole('alert')).toContainText('A table is a name of letters')
  await expect(view(page).getByRole('button', { name: 'Ask', exact: true })).toBeDisabled()
  await expect(queries(page)).toHaveCount(0)
})
