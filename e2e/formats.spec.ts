import { readFileSync } from 'node:fs'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { otlpText, PING, SHOP, spanIdOf, traceIdOf } from './dumps.ts'
import {
  details,
  fileInput,
  importReport,
  omnibox,
  openText,
  placed,
  readRows,
  selectedSpan,
  spanRow,
  traceRows,
} from './traceView.ts'
import { zipOf } from './zip.ts'

interface NamedBytes {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

const file = (name: string, content: string | Buffer): NamedBytes => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
})

const formatOf = (page: Page, name: string): Locator => importReport(page).getByLabel(`Format of ${name}`)

const sample = (name: string): Buffer => readFileSync(`public/samples/${name}`)

/** The name of each trace with what is placed of it, in the order of the list. */
async function readPlaced(page: Page): Promise<string[]> {
  const told: string[] = []
  for (const row of await traceRows(page).all()) {
    await row.click()
    await expect(row).toHaveAttribute('aria-selected', 'true')
    const title = await page.getByRole('heading', { level: 1 }).textContent()
    told.push(`${title}: ${await placed(page).textContent()}`)
  }
  return told
}

test('a gzipped dump opens, its details decode, and it survives a reload', async ({ page }) => {
  await page.goto('/')
  await fileInput(page).setInputFiles(file('shop.json.gz', gzipSync(otlpText(SHOP))))
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await expect(formatOf(page, 'shop.json.gz')).toHaveValue('otlp-json')
  await expect(importReport(page)).toContainText('gzip')
  await spanRow(page, /authorize card/).click()
  await expect(details(page)).toContainText('card.network')
  await page.reload()
  await expect(selectedSpan(page)).toHaveAccessibleName(/authorize card/)
  await expect(details(page)).toContainText('card.network')
  await page.goto('/')
  await page
    .getByRole('region', { name: 'Kept dumps' })
    .getByRole('button', { name: /^shop\.json\.gz/ })
    .click()
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
})

test('a gzipped dump that is cut off keeps the spans before the cut', async ({ page }) => {
  const whole = gzipSync(otlpText(SHOP), { level: 0 })
  await page.goto('/')
  await fileInput(page).setInputFiles(file('cut.json.gz', whole.subarray(0, whole.length - 600)))
  await expect(placed(page)).toHaveText(/^([1-6]) of \1 spans placed$/)
  await expect(page.getByRole('alert')).toContainText('cut.json.gz is cut off')
})

for (const [how, pack] of [
  ['deflated', deflateRawSync],
  ['stored', undefined],
] as const) {
  test(`a zip of two dumps, ${how}, is one dataset`, async ({ page }) => {
    const zip = zipOf(
      [
        ['front/shop.json', otlpText(SHOP)],
        ['ping.json', otlpText(PING, 'b2')],
      ],
      pack,
    )
    await page.goto('/')
    await fileInput(page).setInputFiles(file('bug-report.zip', zip))
    await expect(traceRows(page)).toHaveCount(2)
    for (const name of ['shop.json', 'ping.json']) await expect(importReport(page)).toContainText(name)
    expect((await readPlaced(page)).sort()).toEqual([
      expect.stringMatching(/^probe.*: 2 of 2 spans placed$/),
      expect.stringMatching(/^web.*: 7 of 7 spans placed$/),
    ])
    await spanRow(page, /pong|authorize card/).click()
    await expect(details(page)).toContainText('service.name')
  })
}

test('spans that two files share are rows once, and the report says so', async ({ page }) => {
  await page.goto('/')
  await fileInput(page).setInputFiles([
    file('front.json', otlpText(SHOP.slice(0, 5))),
    file('back.json', otlpText(SHOP.slice(3))),
  ])
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await expect(
    importReport(page)
      .getByRole('group')
      .filter({ hasText: /span\.(repeated|duplicate|same)/ }),
  ).toHaveCount(1)
  const names = (await readRows(page)).map(({ name }) => name)
  expect(names.filter((name) => /duplicate id/.test(name))).toEqual([])
})

test('one request in three formats at once is one trace', async ({ page }) => {
  await page.goto('/')
  await fileInput(page).setInputFiles([
    file('clean.json', sample('clean.json')),
    file('jaeger.json', sample('jaeger.json')),
    file('zipkin.json', sample('zipkin.json')),
  ])
  await expect(traceRows(page)).toHaveCount(1)
  await expect(placed(page)).toHaveText('23 of 23 spans placed')
  for (const [name, format] of [
    ['clean.json', 'otlp-json'],
    ['jaeger.json', 'jaeger'],
    ['zipkin.json', 'zipkin-v2'],
  ]) {
    await expect(formatOf(page, name)).toHaveValue(format)
  }
})

test('a file is read as another format, and as its own again', async ({ page }) => {
  await page.goto('/')
  await openText(page, otlpText(SHOP), 'shop.json')
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  const format = formatOf(page, 'shop.json')
  await format.focus()
  await expect(format.locator('option[value="zipkin-v2"]')).toBeAttached()
  await format.selectOption('zipkin-v2')
  await expect(format).toHaveValue('zipkin-v2')
  await expect(importReport(page)).toContainText('0 records')
  await expect(page.getByRole('alert')).toContainText('shop.json was read as zipkin-v2 and holds no spans')
  await format.focus()
  await format.selectOption('otlp-json')
  await expect(format).toHaveValue('otlp-json')
  await expect(importReport(page)).toContainText('7 records')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await spanRow(page, /authorize card/).click()
  await expect(details(page)).toContainText('card.network')
})

test('the bytes around a problem are shown when asked for', async ({ page }) => {
  await page.goto('/')
  await openText(page, otlpText(SHOP).replace(traceIdOf('a1'), ''), 'broken.json')
  await expect(placed(page)).toHaveText('6 of 6 spans placed')
  const problem = importReport(page).getByRole('group').filter({ hasText: 'span.traceId' })
  await problem.getByText('span.traceId').click()
  await problem.getByRole('button', { name: /^Show the bytes around \d+$/ }).click()
  await expect(problem).toContainText('"traceId": ""')
})

for (const name of ['clean.json', 'malformed.json', 'jaeger.json', 'zipkin-shared.json', 'dropped-span.json']) {
  test(`what Export saves of ${name} opens with the same spans in each trace`, async ({ page }) => {
    await page.goto('/')
    await fileInput(page).setInputFiles(file(name, sample(name)))
    await expect(placed(page)).toBeVisible()
    const before = await readPlaced(page)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toMatch(/\.json$/)
    const path = test.info().outputPath(download.suggestedFilename())
    await download.saveAs(path)
    await page.goto('/')
    await fileInput(page).setInputFiles(path)
    await expect(placed(page)).toBeVisible()
    await expect(formatOf(page, download.suggestedFilename())).toHaveValue(/^otlp-json/)
    expect(await readPlaced(page)).toEqual(before)
  })
}

/** What the console exporter of OpenTelemetry Python prints of a span. */
const pythonSpan = (name: string, id: string, parent: string | undefined, seconds: readonly [string, string]) => `{
    "name": "${name}",
    "context": {
        "trace_id": "0x${traceIdOf('c4')}",
        "span_id": "0x${spanIdOf(id)}",
        "trace_state": "[]"
    },
    "kind": "SpanKind.INTERNAL",
    "parent_id": ${parent === undefined ? 'null' : `"0x${spanIdOf(parent)}"`},
    "start_time": "2026-03-02T08:00:${seconds[0]}Z",
    "end_time": "2026-03-02T08:00:${seconds[1]}Z",
    "status": {
        "status_code": "UNSET"
    },
    "attributes": {
        "menu.dish": "soup of ${name}"
    },
    "events": [],
    "links": [],
    "resource": {
        "attributes": {
            "service.name": "kitchen"
        },
        "schema_url": ""
    }
}`

const COOK = pythonSpan('cook', '1', undefined, ['00.000000', '00.500000'])
const CHOP = pythonSpan('chop', '2', '1', ['00.100000', '00.200000'])
const ACCESS = '127.0.0.1 - - [02/Mar/2026 08:00:00] "GET /dish HTTP/1.1" 200 -'

for (const [what, text] of [
  ['one span after the other', `${CHOP}\n${COOK}\n`],
  ['with a line of its log between them', `${CHOP}\n${ACCESS}\n${COOK}\n`],
  ['after a line of its log', `Serving on port 5000\n${CHOP}\n${ACCESS}\n${COOK}\n`],
] as const) {
  test(`what a program printed on its console opens by pasting, ${what}`, async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto('/')
    await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
    await omnibox(page).focus()
    await page.keyboard.press('ControlOrMeta+v')
    await expect(placed(page)).toHaveText('2 of 2 spans placed')
    await expect(formatOf(page, 'pasted text')).toHaveValue('python-console')
    await expect(spanRow(page, 'kitchen, cook, 500 ms')).toHaveAttribute('aria-level', '1')
    await spanRow(page, 'kitchen, chop, 100 ms').click()
    await expect(details(page)).toContainText('soup of chop')
    await page.reload()
    await expect(details(page)).toContainText('soup of chop')
  })
}
