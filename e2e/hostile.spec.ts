import { expect, type Page, test } from '@playwright/test'
import { otlpText, traceIdOf } from './dumps.ts'
import {
  collectComplaints,
  details,
  findBox,
  importReport,
  omnibox,
  openSample,
  openText,
  placed,
  rowCount,
  selectedSpan,
  spanRow,
  traceRows,
  waterfall,
} from './traceView.ts'

const MARKUP = '<img src="/hit" onerror="document.title=\'injected\'"><script>document.title="injected"</script>'
const SCRIPT_URL = "javascript:document.title='injected'"

/** Requests that a page makes from now on, other than for its own files. */
function collectForeignRequests(page: Page): string[] {
  const foreign: string[] = []
  page.on('request', (request) => {
    const { protocol, pathname, host } = new URL(request.url())
    const own =
      host === new URL(page.url()).host && /^\/(assets\/|samples\/|favicon\.svg$|spanfall\.json$|$)/.test(pathname)
    if (!own && protocol !== 'blob:' && protocol !== 'data:') foreign.push(request.url())
  })
  return foreign
}

/** What data must never become: elements that act, links that run, changed prototypes, another title. */
async function expectInert(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    title: document.title,
    acting: [...document.querySelectorAll('img, iframe, object, embed, base, form, script:not([src]), style')].length,
    handlers: [...document.querySelectorAll('*')].filter((element) =>
      element.getAttributeNames().some((name) => name.startsWith('on')),
    ).length,
    links: [...document.querySelectorAll('[href], [src], [action]')]
      .map((element) => element.getAttribute('href') ?? element.getAttribute('src') ?? '')
      .filter((address) => /^\s*(javascript|data|vbscript):/i.test(address)),
    polluted: Object.keys(Object.prototype).length + Number('polluted' in {}),
  }))
  expect(found).toEqual({ title: 'Spanfall', acting: 0, handlers: 0, links: [], polluted: 0 })
}

/** Selects every row of the open trace one by one and unfolds all that its details hold. */
async function lookAtEveryRow(page: Page): Promise<void> {
  const count = await rowCount(page)
  await waterfall(page).focus()
  await page.keyboard.press('Home')
  for (let row = 1; row <= count; row++) {
    await expect(selectedSpan(page)).toHaveAttribute('aria-rowindex', String(row))
    const source = details(page).getByText('Source', { exact: true })
    if (!((await selectedSpan(page).getAttribute('aria-label')) ?? '').startsWith('missing parent ')) {
      await source.click()
      await expect(details(page).getByText('Copy JSON')).toBeVisible()
      await waterfall(page).focus()
    }
    await expectInert(page)
    await page.keyboard.press('j')
  }
}

for (const [headline, spans] of [
  ['<img src=x', 5],
  ['__proto__', 3],
] as const) {
  test(`the hostile texts of ${headline} are shown as text`, async ({ page }) => {
    const complaints = collectComplaints(page)
    await openSample(page, 'Malformed')
    const foreign = collectForeignRequests(page)
    await traceRows(page).filter({ hasText: headline }).click()
    await expect(placed(page)).toHaveText(`${spans} of ${spans} spans placed`)
    await expect(page.getByRole('heading', { level: 1 })).toContainText(headline)
    await lookAtEveryRow(page)
    expect(complaints).toEqual([])
    expect(foreign).toEqual([])
  })
}

test('keys of the object prototype are attributes like any other', async ({ page }) => {
  await openSample(page, 'Malformed')
  await traceRows(page).filter({ hasText: '__proto__' }).click()
  await spanRow(page, /^__proto__, __proto__/).click()
  await expect(details(page)).toContainText('polluted')
  await expect(details(page)).toContainText('an empty key')
  await expect(details(page)).toContainText('hasOwnProperty')
  await expectInert(page)
})

test('markup and script links stay text in ids, names, keys, values, file names and messages', async ({ page }) => {
  const complaints = collectComplaints(page)
  const hostile = [
    { traceId: MARKUP, spanId: MARKUP, name: MARKUP, service: MARKUP, timestamp: 1_772_438_400_000_000, duration: 9 },
    { traceId: MARKUP, spanId: SCRIPT_URL, parentSpanId: MARKUP, name: SCRIPT_URL, service: 'constructor' },
    { traceId: MARKUP, spanId: 'b', parentSpanId: `absent ${MARKUP}`, name: '__proto__', service: '__proto__' },
  ].map((span, n) => ({
    timestamp: 1_772_438_400_000_001 + n,
    duration: 5,
    ...span,
    attributes: {
      [MARKUP]: MARKUP,
      'url.full': SCRIPT_URL,
      ['__proto__']: 'polluted',
      'http.url': 'https://evil.test/',
    },
  }))
  await page.goto('/')
  const foreign = collectForeignRequests(page)
  await openText(page, JSON.stringify(hostile), `${MARKUP.replaceAll('/', '_')}.json`)
  await expect(placed(page)).toHaveText('3 of 3 spans placed')
  await lookAtEveryRow(page)
  await findBox(page).fill(MARKUP)
  await expectInert(page)
  await omnibox(page).fill(`no trace ${MARKUP}`)
  await omnibox(page).press('Enter')
  await expect(page.getByRole('alert')).toBeVisible()
  await expectInert(page)
  await openText(page, MARKUP, `${SCRIPT_URL.replaceAll('/', '_')}.json`)
  await expect(importReport(page)).toContainText('javascript:')
  await expectInert(page)
  await page.getByRole('button', { name: 'Spanfall' }).click()
  await expect(page.getByRole('region', { name: 'Kept dumps' })).toContainText('<img src=')
  await expectInert(page)
  expect(complaints).toEqual([])
  expect(foreign).toEqual([])
})

test('a link cannot make the page act, or fetch from elsewhere', async ({ page }) => {
  const complaints = collectComplaints(page)
  await page.goto('/')
  const foreign = collectForeignRequests(page)
  for (const source of ['https://evil.test/dump.json', 'sample:../../etc/passwd', `sample:${MARKUP}`, SCRIPT_URL]) {
    await page.goto(`/?${new URLSearchParams({ source, trace: MARKUP, span: SCRIPT_URL, q: MARKUP, from: 'NaN' })}`)
    await expect(page.getByRole('alert')).toBeVisible()
    await expectInert(page)
  }
  expect(foreign.filter((address) => !address.includes('/?'))).toEqual([])
  expect(complaints).toEqual([])
})

test('nothing leaves the browser when a dump is opened', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('region', { name: 'Samples' }).getByRole('button').first()).toBeVisible()
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  await openText(page, otlpText([{ id: '1', service: 'a', name: 'b', ms: [0, 1], attributes: { secret: 'hush' } }]))
  await spanRow(page, /^a, b/).click()
  await expect(details(page)).toContainText('hush')
  expect(
    requests.filter((address) => !/^(blob:|.*\/assets\/[^?]*\.(js|css)$|.*\/favicon\.svg$)/.test(address)),
  ).toEqual([])
  expect(page.url()).not.toContain('hush')
  expect(page.url()).toContain(traceIdOf('a1'))
})

test('the policy lets no inline script, event handler or eval run', async ({ page }) => {
  const response = await page.goto('/')
  const header = response?.headers()['content-security-policy'] ?? ''
  const meta = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')
  for (const policy of [header, meta ?? '']) {
    const directives = new Map(
      policy.split(';').map((directive) => {
        const [name, ...values] = directive.trim().split(/\s+/)
        return [name, values.join(' ')] as const
      }),
    )
    expect(directives.get('default-src')).toBe("'none'")
    expect(directives.get('script-src')).toBe("'self'")
    expect(directives.get('base-uri')).toBe("'none'")
    expect(policy).not.toContain('script-src-elem')
    expect(policy).not.toContain('script-src-attr')
  }
  const ran = await page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const outcomes: string[] = []
        document.addEventListener('ran', ({ target }) => outcomes.push(target instanceof Element ? target.id : 'page'))
        const script = document.createElement('script')
        script.textContent = "document.dispatchEvent(new Event('ran'))"
        document.body.append(script)
        const button = document.createElement('button')
        button.setAttribute('onclick', "document.dispatchEvent(new Event('ran'))")
        document.body.append(button)
        button.click()
        // A task of its own is under the page's policy, whatever the debugger is allowed.
        setTimeout(() => {
          try {
            outcomes.push(`compiled ${new Function('return 1')()}`)
          } catch {
            outcomes.push('refused')
          }
          setTimeout(() => resolve(outcomes))
        })
      }),
  )
  expect(ran).toEqual(['refused'])
})

test('a span with tens of thousands of attributes shows the first, and more when asked', async ({ page }) => {
  await page.goto('/')
  const attributes = Object.fromEntries(Array.from({ length: 30_000 }, (_, n) => [`key.${n}`, `value ${n}`]))
  await openText(page, otlpText([{ id: '1', service: 'a', name: 'b', ms: [0, 1], attributes }]))
  await spanRow(page, /^a, b/).click()
  await expect(details(page)).toContainText('value 150')
  await expect(details(page)).not.toContainText('value 29999')
  await details(page)
    .getByRole('button', { name: /^Show more/ })
    .first()
    .click()
  await expect(details(page)).toContainText('value 350')
})
