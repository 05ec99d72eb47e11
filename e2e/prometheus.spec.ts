import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page } from '@playwright/test'
import { type FakePrometheus, startFakePrometheus } from './fakePrometheus.ts'
import { test } from './staticHost.ts'
import { openSample, waterfall } from './traceView.ts'

let fake: FakePrometheus

test.beforeAll(async () => {
  fake = await startFakePrometheus()
})

test.afterAll(() => fake.stop())

const panel = (page: Page): Locator => page.getByRole('region', { name: 'RED metrics' })
const figure = (page: Page, name: string): Locator => panel(page).getByRole('figure', { name, exact: true })
const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Connect Prometheus' })

async function openDialog(page: Page, url: string): Promise<void> {
  await panel(page).getByRole('button', { name: 'Prometheus …' }).click()
  await dialog(page).getByLabel('Address').fill(url)
}

async function connect(page: Page, url: string): Promise<void> {
  await openSample(page, 'A morning of traffic')
  await openDialog(page, url)
  await dialog(page).getByRole('button', { name: 'Connect', exact: true }).click()
}

for (const kind of ['classic', 'native']) {
  test(`figures come from ${kind} histograms of a Prometheus`, async ({ page }) => {
    await connect(page, fake.url(kind))
    await panel(page).getByRole('combobox', { name: 'Service' }).selectOption('shop')
    await expect(figure(page, 'Rate')).toContainText(/Rate\s*100\s*req\/s/)
    await expect(figure(page, 'Errors')).toContainText(/Errors\s*2\.0\s*%/)
    // 90 of 100 lie in the first bucket, the 99th at nine tenths of the second.
    const p99 = kind === 'classic' ? 100 + 300 * 0.9 : 256 + 256 * 0.9
    const text = await figure(page, 'Duration').locator('b').textContent()
    expect(Number(text)).toBeCloseTo(Math.round(p99), 0)
    await expect(figure(page, 'Rate')).toContainText('traces hold none')
    await expect(panel(page).getByRole('combobox', { name: 'Metrics' })).toHaveValue('spanmetrics')
  })
}

const PROBLEMS: readonly (readonly [behaviour: string, words: RegExp])[] = [
  ['cors', /does not let this page read the answer \(CORS\)\. “spanfall serve --prometheus/],
  ['auth', /wants to know who asks \(401\)/],
  ['forbidden', /wants to know who asks \(403\)/],
  ['login', /sends its visitors elsewhere, as a page to log in would/],
  ['page', /answers, but not as Prometheus does/],
  ['down', /answered 502/],
  ['other', /none of the metrics that are known by name/],
  ['empty', /no requests in this time/],
  ['partial', /The answer is partial: a store is unavailable/],
]

for (const [behaviour, words] of PROBLEMS) {
  test(`a Prometheus that is ${behaviour} has words of its own, and nothing is lost`, async ({ page }) => {
    await connect(page, fake.url(behaviour))
    await expect(panel(page).getByRole('alert')).toHaveText(words)
    await expect(panel(page).getByRole('button', { name: 'Ask again' })).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).include('[aria-label="RED metrics"]').analyze()
    expect.soft(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html}`))).toEqual([])
    await expect(waterfall(page)).toBeVisible()
    await expect(figure(page, 'Rate')).toContainText('req/s')
  })
}

test('a connection that is refused is told apart from one that is forbidden', async ({ page }) => {
  await connect(page, 'http://127.0.0.1:9')
  await expect(panel(page).getByRole('alert')).toHaveText(/Nothing answers at http:\/\/127\.0\.0\.1:9/)
})

test('a question that takes too long is given up, and asked again', async ({ page }) => {
  await page.addInitScript(() => {
    const { timeout } = AbortSignal
    // A minute is a second.
    AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms / 60)
  })
  await connect(page, fake.url('slow'))
  await expect(panel(page).getByRole('alert')).toHaveText(/did not answer in time/)
  await expect(panel(page).getByRole('button', { name: 'Ask again' })).toBeVisible()
})

test('bad PromQL is told in the words of Prometheus', async ({ page }) => {
  await openSample(page, 'A morning of traffic')
  await openDialog(page, fake.url('classic'))
  await dialog(page).getByText('PromQL of your own').click()
  await dialog(page).getByLabel('Requests per second, by service').fill('sum((x)')
  await dialog(page).getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(panel(page).getByRole('alert')).toHaveText(/does not accept the question: parse error: unclosed/)
})

test('asking again brings what was missing', async ({ page }) => {
  await connect(page, fake.url('healed'))
  await expect(panel(page).getByRole('alert')).toHaveText(/answered 502/)
  fake.heal()
  await panel(page).getByRole('button', { name: 'Ask again' }).click()
  await expect(panel(page).getByRole('alert')).toHaveCount(0)
  await panel(page).getByRole('combobox', { name: 'Service' }).selectOption('shop')
  await expect(figure(page, 'Rate')).toContainText(/100\s*req\/s/)
})

/** As this browser keeps it once the reader has connected it. */
async function configure(page: Page, url: string): Promise<void> {
  const own = [{ name: 'prod', kind: 'prometheus', url }]
  const kept = JSON.stringify({ version: 1, own, hidden: [] })
  await page.addInitScript((text) => localStorage.setItem('spanfall.connections', text), kept)
}

test('a connected Prometheus is used by itself, beside the metrics of the dump, and told apart from them', async ({
  page,
}) => {
  await configure(page, fake.url('mesh'))
  await openSample(page, 'RED and a forgotten header')
  const source = panel(page).getByRole('combobox', { name: 'Source' })
  await expect(source).toHaveValue('prometheus')
  await panel(page).getByRole('combobox', { name: 'Service' }).selectOption('gateway')
  await expect(figure(page, 'Rate')).toContainText(/Rate\s*100\s*req\/s · the dump counts 1,\d\d\d · traces hold 2\.\d/)
  await expect(panel(page)).toContainText(
    /gateway: Prometheus counts 100 req\/s, the dump 1,\d\d\d req\/s in the same time, 1,1\d\d % more; errors 2\.0 % and 2\.0 %; p99 370 ms and 340 ms\./,
  )
  await source.selectOption('dump')
  await expect(figure(page, 'Rate')).toContainText(/Rate\s*1,\d\d\d\s*req\/s · Prometheus counts 100/)
  await expect(panel(page)).toContainText('from OpenTelemetry span metrics in the dump')
  await source.selectOption('spans')
  await expect(figure(page, 'Rate')).toContainText(/2\.\d % of 100 in Prometheus/)
})

test('who leaves a connected Prometheus is not connected again', async ({ page }) => {
  await configure(page, fake.url('mesh'))
  await openSample(page, 'RED and a forgotten header')
  await panel(page).getByRole('button', { name: 'Prometheus …' }).click()
  await dialog(page).getByRole('button', { name: 'Disconnect' }).click()
  await expect(panel(page).getByRole('combobox', { name: 'Source' })).toHaveValue('dump')
  await expect(panel(page)).not.toContainText(fake.url('mesh'))
})

test('the dialog tests an address, and axe finds nothing in it', async ({ page }) => {
  await openSample(page, 'A morning of traffic')
  await openDialog(page, fake.url('classic'))
  await dialog(page).getByRole('button', { name: 'Test' }).click()
  await expect(dialog(page)).toContainText('It answers.')
  await dialog(page).getByLabel('Address').fill(fake.url('auth'))
  await dialog(page).getByRole('button', { name: 'Test' }).click()
  await expect(dialog(page)).toContainText('401')
  await dialog(page).getByText('PromQL of your own').click()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).include('dialog').analyze()
    expect.soft(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} ${html}`))).toEqual([])
  }
})
