import { expect, type Page } from '@playwright/test'
import type { FakeBackend } from './fakeBackend.ts'
import { CHECKOUT_TRACE, CLEAN_TRACE, startFakeJaeger } from './fakeJaeger.ts'
import { isRecorded, RECORDED_TRACE, startFakeTempo } from './fakeTempo.ts'
import { startFakeZipkin } from './fakeZipkin.ts'
import { asked, connect, dialog, openDialog, paste } from './sourceSteps.ts'
import { test } from './staticHost.ts'
import { fieldOfLink, openSample, openText, placed, selectedSpan, spanRow, traceRows, waterfall } from './traceView.ts'

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

for (const [kind, behaviour, spans] of [
  ['jaeger', 'v3', 23],
  ['jaeger', 'v1', 23],
  ['zipkin', 'v2', 23],
] as const) {
  test(`a pasted id is fetched from a ${kind} with ${behaviour}`, async ({ page }) => {
    const fake = kind === 'jaeger' ? jaeger : zipkin
    await connect(page, [kind, fake.url(behaviour)])
    await paste(page, CLEAN_TRACE)
    await expect(placed(page)).toHaveText(`${spans} of ${spans} spans placed`)
    await expect(asked(page)).toContainText(`${kind} found ${spans} spans`)
    expect(fieldOfLink(page, 'source')).toBe(kind)
    expect(fieldOfLink(page, 'trace')).toBe(CLEAN_TRACE)
  })
}

for (const behaviour of ['v2', 'v1', 'partial']) {
  test(`a pasted traceparent is fetched from a Tempo that is ${behaviour}`, async ({ page }) => {
    await connect(page, ['tempo', tempo.url(behaviour)])
    await paste(page, `00-${CHECKOUT_TRACE}-2caff67866e6200a-01`)
    await expect(placed(page)).toHaveText('47 of 47 spans placed')
    await expect(selectedSpan(page)).toHaveAccessibleName(/payment, POST \/charge/)
    const isPartial = behaviour === 'partial'
    await expect(asked(page)).toContainText(isPartial ? 'calls its answer partial' : 'found 47 spans.')
    const head = page.getByRole('main')
    await expect(head.getByText('partial answer', { exact: true })).toHaveCount(isPartial ? 1 : 0)
    await expect(head.getByText('1 orphan', { exact: true })).toHaveCount(isPartial ? 0 : 1)
  })
}

test('an answer that a real Tempo gave is read as it is', async ({ page }) => {
  test.skip(!isRecorded, 'the shared data is not here')
  await connect(page, ['tempo', tempo.url('v1')])
  await paste(page, RECORDED_TRACE)
  await expect(waterfall(page)).toBeVisible()
  await expect(asked(page)).toContainText(/tempo found \d+ spans/)
})

test('a pasted id goes to all at once, and what they know is merged', async ({ page }) => {
  await connect(page, ['jaeger', jaeger.url('v3')], ['zipkin', zipkin.url('empty')], ['tempo', tempo.url('v2')])
  await connect(page, ['jaeger', jaeger.url('v1'), 'older'])
  await paste(page, CHECKOUT_TRACE)
  await expect(placed(page)).toHaveText('47 of 47 spans placed')
  await expect(asked(page).getByRole('listitem')).toHaveCount(4)
  await expect(asked(page)).toContainText('jaeger found 47 spans.')
  await expect(asked(page)).toContainText('tempo found 47 spans.')
  await expect(asked(page)).toContainText('zipkin does not have it.')
  await expect(asked(page)).toContainText('older does not have it.')
  // One answer repeats the other: the importer drops what is equal.
  await expect(traceRows(page)).toHaveCount(1)
  await expect(page.getByText('47 spans', { exact: true })).toBeVisible()
})

test('a whole answer makes a partial one whole, also where it comes after it', async ({ page }) => {
  await connect(page, ['tempo', tempo.url('partial')], ['jaeger', jaeger.url('v3')])
  await page.route('**/v3/api/v3/traces/**', async (route) => {
    await expect(page.getByRole('main').getByText('partial answer', { exact: true })).toBeVisible()
    await route.continue()
  })
  await paste(page, CHECKOUT_TRACE)
  await expect(asked(page)).toContainText('jaeger found 47 spans.')
  await expect(page.getByRole('main').getByText('partial answer', { exact: true })).toHaveCount(0)
  await expect(page.getByRole('main').getByText('1 orphan', { exact: true })).toBeVisible()
})

test('an id that nobody has says so for each, and may be asked again', async ({ page }) => {
  await connect(page, ['jaeger', jaeger.url('empty')], ['zipkin', zipkin.url('healed')])
  await paste(page, CLEAN_TRACE)
  const alert = page.getByRole('alert')
  await expect(alert).toContainText(
    'jaeger does not have it. It never got it, did not sample it, or no longer keeps it',
  )
  await expect(alert).toContainText('zipkin')
  await expect(alert).toContainText('answered 502')
  zipkin.heal()
  await alert.getByRole('button', { name: 'Retry zipkin' }).click()
  await expect(placed(page)).toHaveText('23 of 23 spans placed')
  await expect(asked(page)).toContainText('zipkin found 23 spans')
})

test('a source that does not answer can be left', async ({ page }) => {
  await connect(page, ['jaeger', jaeger.url('slow')])
  await paste(page, CLEAN_TRACE)
  await asked(page).getByRole('button', { name: 'Cancel jaeger' }).click()
  await expect(asked(page)).toContainText('was not asked to the end')
  await expect(page.getByRole('button', { name: 'Retry jaeger' })).toBeVisible()
})

test('where nothing is connected nothing is asked, and the note leads to the dialog', async ({ page }) => {
  await paste(page, CLEAN_TRACE)
  await page.getByRole('alert').getByRole('button', { name: 'Connect a backend to ask it.' }).click()
  await expect(dialog(page)).toBeVisible()
})

test('an address of a connected viewer asks that one alone', async ({ page }) => {
  await connect(page, ['jaeger', jaeger.url('v3')], ['zipkin', zipkin.url('v2')])
  const before = zipkin.asked.length
  await paste(page, `${jaeger.origin}/v3/trace/${CLEAN_TRACE}?uiFind=d7dc6bbba4f23575`)
  await expect(selectedSpan(page)).toHaveAccessibleName(/gateway, POST \/orders/)
  await expect(asked(page).getByRole('listitem')).toHaveCount(1)
  expect(zipkin.asked).toHaveLength(before)
})

test('a fetched trace joins the dump that is open, and later spans join it where it stands', async ({ page }) => {
  await openSample(page, 'Dropped span')
  await connect(page, ['jaeger', jaeger.url('growing')])
  await paste(page, CHECKOUT_TRACE)
  await expect(traceRows(page)).toHaveCount(2)
  await expect(placed(page)).toHaveText('47 of 47 spans placed')
  // A trace of that sample; the connection has it, too.
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(page.getByRole('link', { name: 'Open in Jaeger' })).toHaveAttribute(
    'href',
    `${jaeger.url('growing')}/trace/${CHECKOUT_TRACE}`,
  )
})

test('a trace in flight is followed until it is complete; what is late is marked, and the view stays', async ({
  page,
}) => {
  test.slow()
  await connect(page, ['jaeger', jaeger.url('growing')])
  await paste(page, CLEAN_TRACE)
  await expect(placed(page)).toContainText('spans placed')
  const few = Number((await placed(page).textContent())?.split(' ')[0])
  expect(few).toBeLessThan(23)
  await spanRow(page, /^gateway, POST \/orders/)
    .first()
    .click()
  const follow = page.getByRole('button', { name: 'Follow' })
  await follow.click()
  await expect(follow).toHaveAttribute('aria-pressed', 'true')
  await expect(placed(page)).toHaveText('23 of 23 spans placed', { timeout: 20_000 })
  await expect(page.getByText(/spans? arrived late/)).toBeVisible()
  await expect(selectedSpan(page)).toHaveAccessibleName(/^gateway, POST \/orders/)
  await expect(page.getByText('arrived late', { exact: true }).first()).toBeVisible()
  await expect(page.getByText('Complete: nothing is missing, and nothing more comes.')).toBeVisible({ timeout: 20_000 })
  await expect(follow).toHaveAttribute('aria-pressed', 'false')
})

/** Name and place of the topmost row in view. */
function topRow(page: Page): Promise<{ readonly name: string; readonly y: number } | undefined> {
  return waterfall(page).evaluate((grid) => {
    const top = grid.parentElement?.getBoundingClientRect().top ?? 0
    const rows = Array.from(grid.querySelectorAll('[role="row"]'), (row) => ({
      name: row.getAttribute('aria-label') ?? '',
      y: Math.round(row.getBoundingClientRect().y),
    }))
    return rows.find(({ y }) => y + 24 > top)
  })
}

test('rows stay where they are when late ones come above them', async ({ page }) => {
  await connect(page, ['jaeger', jaeger.url('long')])
  await paste(page, CLEAN_TRACE)
  await expect(placed(page)).toHaveText('91 of 91 spans placed')
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await waterfall(page).hover()
  await page.mouse.wheel(0, 1000)
  await expect(spanRow(page, /^worker, job 62,/)).toBeInViewport()
  // The scrollbar comes to rest.
  await page.waitForTimeout(300)
  const before = await topRow(page)
  await page.getByRole('button', { name: 'Fetch again' }).click()
  await expect(placed(page)).toHaveText('121 of 121 spans placed')
  await expect(spanRow(page, /^worker, job 60,/)).toContainText('arrived late')
  expect(await topRow(page)).toEqual(before)
})

test('what the page was served with is connected and open; it can be hidden, and told who asks', async ({ page }) => {
  const headers: (string | undefined)[] = []
  await page.route('**/spanfall.json', (route) =>
    route.fulfill({
      json: {
        sources: [
          { name: 'near', kind: 'jaeger', path: 'backends/jaeger/' },
          { name: 'far', kind: 'jaeger', path: jaeger.url('v3') },
        ],
        files: [{ name: 'clean.json', path: 'samples/clean.json' }],
      },
    }),
  )
  await page.route('**/backends/jaeger/api/v3/**', async (route) => {
    headers.push(
      await route
        .request()
        .headerValue('x-key')
        .then((value) => value ?? undefined),
    )
    await route.fulfill({ json: { error: { httpCode: 404, message: 'No traces found' } }, status: 404 })
  })
  const before = jaeger.asked.length
  await page.goto('/')
  await expect(placed(page)).toHaveText('23 of 23 spans placed')
  await paste(page, CHECKOUT_TRACE)
  await expect(page.getByRole('alert')).toContainText('near does not have it.')
  await openDialog(page)
  await expect(dialog(page)).toContainText('served with this page')
  await expect(dialog(page)).toContainText('Source 2: the path is not a relative one.')
  await expect(dialog(page).getByRole('button', { name: 'Remove near' })).toHaveCount(0)
  await dialog(page).getByRole('button', { name: 'Edit near' }).click()
  const edit = dialog(page).getByRole('form', { name: 'Edit connection' })
  await expect(edit.getByLabel('Address', { exact: true })).toBeDisabled()
  await edit.getByLabel('Authentication').selectOption('Custom')
  await edit.getByLabel('Header').fill('X-Key')
  await edit.getByLabel('Value').fill('k')
  await edit.getByRole('button', { name: 'Save' }).click()
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Retry near' }).click()
  await expect.poll(() => headers).toEqual([undefined, 'k'])
  await openDialog(page)
  await dialog(page).getByRole('button', { name: 'Hide near' }).click()
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await paste(page, CHECKOUT_TRACE)
  await expect(page.getByRole('alert')).toContainText('It is not in clean.json.')
  expect(headers).toHaveLength(2)
  expect(jaeger.asked).toHaveLength(before)
})

test('a link with the name of a connection opens by itself; one with another name says what is missing', async ({
  page,
}) => {
  await connect(page, ['jaeger', jaeger.url('v3'), 'prod'])
  await page.goto(`/?source=prod&trace=${CLEAN_TRACE}&span=d7dc6bbba4f23575`)
  await expect(placed(page)).toHaveText('23 of 23 spans placed')
  await expect(selectedSpan(page)).toHaveAccessibleName(/gateway, POST \/orders/)
  await page.goto(`/?source=staging&trace=${CLEAN_TRACE}`)
  await expect(page.getByRole('alert')).toContainText('from “staging”, and no connection of that name is set up here')
})

test('a link that names an address makes no request', async ({ page }) => {
  const before = jaeger.asked.length
  await page.goto(`/?source=${encodeURIComponent(jaeger.url('v3'))}&trace=${CLEAN_TRACE}`)
  await expect(page.getByRole('alert')).toContainText('no connection of that name')
  expect(jaeger.asked).toHaveLength(before)
})

test('an address of a dump is fetched when the reader says so', async ({ page, baseURL }) => {
  await paste(page, `${baseURL}/samples/clean.json`)
  await page.getByRole('button', { name: 'Fetch it as a dump' }).click()
  await expect(placed(page)).toHaveText('23 of 23 spans placed')
})

test('spans that are open are not thrown away by a fetch that fails', async ({ page }) => {
  await openText(page, '{"resourceSpans":[]}', 'empty.json')
  await openSample(page, 'Checkout')
  await connect(page, ['jaeger', jaeger.url('empty')])
  await paste(page, CLEAN_TRACE)
  await expect(page.getByRole('alert')).toContainText('does not have it')
  await expect(placed(page)).toHaveText('47 of 47 spans placed')
})
