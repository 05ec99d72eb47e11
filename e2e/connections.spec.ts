import { expect } from '@playwright/test'
import type { FakeBackend } from './fakeBackend.ts'
import { CLEAN_TRACE, startFakeJaeger } from './fakeJaeger.ts'
import { startFakeTempo } from './fakeTempo.ts'
import { startFakeZipkin } from './fakeZipkin.ts'
import { asked, connect, dialog, fill, find, form, found, openDialog, paste, search } from './sourceSteps.ts'
import { test } from './staticHost.ts'
import { expectAccessible, placed, traceRows } from './traceView.ts'

let jaeger: FakeBackend
let zipkin: FakeBackend
let tempo: FakeBackend

test.beforeAll(async () => {
  ;[jaeger, zipkin, tempo] = await Promise.all([startFakeJaeger(), startFakeZipkin(), startFakeTempo()])
})

test.afterAll(() => Promise.all([jaeger, zipkin, tempo].map((fake) => fake.stop())))

test.beforeEach(async ({ page }) => {
  await page.goto('/')
})

const PROBLEMS: readonly (readonly [kind: string, url: () => string, words: RegExp])[] = [
  ['jaeger', () => 'http://127.0.0.1:9', /Nothing answers at http:\/\/127\.0\.0\.1:9/],
  ['jaeger', () => jaeger.url('cors'), /does not let this page read the answer \(CORS\).*spanfall serve --jaeger http/],
  ['jaeger', () => jaeger.url('auth'), /wants to know who asks \(401\)/],
  ['tempo', () => tempo.url('forbidden'), /wants to know who asks \(403\).*not enough/],
  ['zipkin', () => zipkin.url('broken'), /answered 500: storage: no such host/],
  ['zipkin', () => zipkin.url('page'), /answers, but not as Zipkin does: a web page/],
  ['zipkin', () => jaeger.url('v3'), /not as Zipkin does.*It looks like Jaeger/],
  ['jaeger', () => zipkin.url('v2'), /not as Jaeger does.*It looks like Zipkin/],
  ['prometheus', () => tempo.url('v2'), /not as Prometheus does.*It looks like Tempo/],
]

for (const [kind, url, words] of PROBLEMS) {
  test(`the test of a ${kind} says ${words.source}`, async ({ page }) => {
    await openDialog(page)
    await fill(page, kind, url())
    await form(page).getByRole('button', { name: 'Test' }).click()
    await expect(form(page)).toContainText(words, { timeout: 15_000 })
  })
}

test('under spanfall serve, whose page may call itself alone, that is what the test says', async ({ page }) => {
  await page.goto(`http://localhost:${process.env.SPANFALL_E2E_PORT ?? 4417}`)
  await openDialog(page)
  await fill(page, 'jaeger', jaeger.url('v3'))
  await form(page).getByRole('button', { name: 'Test' }).click()
  await expect(form(page)).toContainText(/The policy of this page forbids requests.*spanfall serve --jaeger/)
})

test('a test that succeeds says what the backend knows', async ({ page }) => {
  await openDialog(page)
  await fill(page, 'jaeger', jaeger.url('v3'))
  await form(page).getByRole('button', { name: 'Test' }).click()
  await expect(form(page)).toContainText('It answers. It knows 3 services.')
})

test('credentials go along, are forgotten with the page, and stay where that is ticked', async ({ page }) => {
  await openDialog(page)
  for (const name of ['forgetful', 'keeping']) {
    await fill(page, 'jaeger', jaeger.url('auth'), name)
    await form(page).getByLabel('Authentication').selectOption('Bearer')
    await form(page).getByLabel('Token').fill('secret')
    if (name === 'keeping') await form(page).getByLabel('Remember in this browser').check()
    await form(page).getByRole('button', { name: 'Connect' }).click()
    await expect(dialog(page).getByRole('button', { name: `Test ${name}` })).toBeVisible()
  }
  const stored = await page.evaluate(() => JSON.stringify(localStorage))
  expect(stored.split('secret')).toHaveLength(2)
  await page.reload()
  await openDialog(page)
  await dialog(page).getByRole('button', { name: 'Test forgetful' }).click()
  await expect(dialog(page).getByRole('listitem').filter({ hasText: 'forgetful' })).toContainText('(401)')
  await dialog(page).getByRole('button', { name: 'Test keeping' }).click()
  await expect(dialog(page).getByRole('listitem').filter({ hasText: 'keeping' })).toContainText('It answers.')
})

test('a Tempo is told its tenant', async ({ page }) => {
  await openDialog(page)
  await fill(page, 'tempo', tempo.url('tenant'))
  await form(page).getByLabel('Tenant (X-Scope-OrgID)').fill('team-a')
  await form(page).getByRole('button', { name: 'Test' }).click()
  await expect(form(page)).toContainText('It answers.')
})

test('connections are named, renamed and removed', async ({ page }) => {
  await connect(page, ['jaeger', jaeger.url('v3')])
  await openDialog(page)
  await fill(page, 'zipkin', zipkin.url('v2'), 'jaeger')
  await form(page).getByRole('button', { name: 'Connect' }).click()
  await expect(form(page).getByRole('alert')).toHaveText('There is a connection named “jaeger” already.')
  await dialog(page).getByRole('button', { name: 'Edit jaeger' }).click()
  const edit = dialog(page).getByRole('form', { name: 'Edit connection' })
  await edit.getByLabel('Name', { exact: true }).fill('prod')
  await edit.getByRole('button', { name: 'Save' }).click()
  await page.reload()
  await openDialog(page)
  await dialog(page).getByRole('button', { name: 'Remove prod' }).click()
  await expect(dialog(page)).toContainText('Nothing is connected.')
  await page.reload()
  await expect(page.getByText('A trace id is asked of')).toBeVisible()
})

test('a search of Jaeger lists what it found, latest first, and opens all of it', async ({ page }) => {
  await connect(page, ['jaeger', jaeger.url('v3')])
  await find(page, 'gateway')
  const rows = found(page).getByRole('row')
  await expect(rows).toHaveCount(3)
  await expect(rows.nth(1)).toContainText(/gateway POST \/checkout.*310 ms.*23.*3/)
  await search(page).getByRole('button', { name: 'Open all' }).click()
  await expect(dialog(page)).toBeHidden()
  await expect(traceRows(page)).toHaveCount(2)
  expect(jaeger.asked.some((line) => /query\.serviceName=gateway/.test(line))).toBe(true)
})

for (const [kind, behaviour] of [
  ['jaeger', 'v1'],
  ['zipkin', 'v2'],
  ['tempo', 'v2'],
] as const) {
  test(`a search of a ${kind} with ${behaviour} finds a trace`, async ({ page }) => {
    const fake = { jaeger, zipkin, tempo }[kind]
    await connect(page, [kind, fake.url(behaviour)])
    await find(page, 'gateway')
    await expect(found(page).getByRole('row')).toHaveCount(2)
    await expect(found(page).getByRole('row').nth(1)).toContainText(/gateway POST \/orders/)
    await expect(found(page).getByRole('row').nth(1)).toContainText('23')
    if (kind === 'tempo') return
    await found(page)
      .getByRole('checkbox', { name: `Select ${CLEAN_TRACE}` })
      .check()
    await search(page).getByRole('button', { name: 'Open 1 selected' }).click()
    await expect(placed(page)).toHaveText('23 of 23 spans placed')
  })
}

test('a hit that does not come is told in the dialog, which stays', async ({ page }) => {
  await connect(page, ['jaeger', jaeger.url('empty')])
  await find(page, 'gateway')
  await found(page)
    .getByRole('button', { name: /gateway POST \/orders/ })
    .click()
  await expect(search(page).getByRole('alert')).toHaveText(
    '1 of 1 could not be fetched. Jaeger does not know this trace.',
  )
  await expect(found(page)).toBeVisible()
})

test('TraceQL that Tempo does not accept is told in its own words, and can be mended', async ({ page }) => {
  await connect(page, ['tempo', tempo.url('v2')])
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await search(page)
    .getByLabel(/^TraceQL/)
    .fill('{ (( }')
  await search(page).getByRole('button', { name: 'Find traces' }).click()
  await expect(search(page).getByRole('alert')).toContainText('parse error at line 1')
  await search(page)
    .getByLabel(/^TraceQL/)
    .fill('{ name = "nobody" }')
  await search(page).getByRole('button', { name: 'Find traces' }).click()
  await expect(search(page)).toContainText('No trace was found.')
})

test('axe finds nothing in the dialog, the search and the note, light and dark', async ({ page }) => {
  await connect(page, ['jaeger', jaeger.url('v3')], ['zipkin', zipkin.url('empty')])
  await paste(page, CLEAN_TRACE)
  await expect(asked(page)).toContainText('zipkin does not have it.')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('gateway')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
  }
  await openDialog(page)
  await form(page).getByLabel('Authentication').selectOption('Basic')
  await expectAccessible(page)
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await find(page, 'gateway')
  await expect(found(page)).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
  }
})
