import { expect, type Page, test } from '@playwright/test'
import { type DumpSpan, otlpText, PING, SHOP, traceIdOf } from './dumps.ts'
import {
  details,
  fieldOfLink,
  fileInput,
  importReport,
  omnibox,
  openText,
  placed,
  samplesRegion,
  selectedSpan,
  spanRow,
  traceRows,
  waterfall,
} from './traceView.ts'

const jsonFile = (name: string, text: string) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(text),
})

/** Drops what a reader drags over the page: files, or a text. */
async function drop(page: Page, files: readonly (readonly [name: string, text: string])[], text = ''): Promise<void> {
  await page.evaluate(
    ([named, dragged]) => {
      const dataTransfer = new DataTransfer()
      for (const [name, content] of named) dataTransfer.items.add(new File([content], name))
      if (dragged !== '') dataTransfer.setData('text/plain', dragged)
      const target = document.elementFromPoint(innerWidth / 2, innerHeight / 2) ?? document.body
      for (const type of ['dragenter', 'dragover', 'drop']) {
        target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
      }
    },
    [files, text] as const,
  )
}

/** Pastes into whatever has the focus. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    const target = document.activeElement ?? document.body
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

test('the button Open leads to a chooser of several files', async ({ page }) => {
  await page.goto('/')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  const opened = await chooser
  expect(opened.isMultiple()).toBe(true)
  await opened.setFiles(jsonFile('shop.json', otlpText(SHOP)))
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  expect(fieldOfLink(page, 'trace')).toBe(traceIdOf('a1'))
  expect(fieldOfLink(page, 'source')).toBeNull()
  await expect(importReport(page)).toContainText('shop.json')
  await expect(importReport(page)).toContainText('otlp-json')
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('an opened dump survives a reload, is offered again, and can be removed', async ({ page }) => {
  const kept = page.getByRole('region', { name: 'Kept dumps' })
  await page.goto('/')
  await openText(page, otlpText(SHOP), 'shop.json')
  await spanRow(page, /authorize card/).click()
  await expect(details(page)).toContainText('card.network')
  const link = page.url()
  await page.reload()
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await expect(selectedSpan(page)).toHaveAccessibleName(/authorize card/)
  await expect(details(page)).toContainText('card.network')
  await page.goto('/')
  await kept.getByRole('button', { name: /^shop\.json/ }).click()
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await page.goto('/')
  await kept.getByRole('button', { name: 'Remove shop.json' }).click()
  await expect(kept).toHaveCount(0)
  await page.goto(link)
  await expect(page.getByRole('alert')).toContainText(traceIdOf('a1'))
  await expect(samplesRegion(page)).toBeVisible()
})

test('several files at once are one dataset, and a trace may lie in both', async ({ page }) => {
  await page.goto('/')
  await fileInput(page).setInputFiles([
    jsonFile('front.json', otlpText(SHOP.slice(0, 3))),
    jsonFile('back.json', otlpText(SHOP.slice(3))),
    jsonFile('ping.json', otlpText(PING, 'b2')),
  ])
  await expect(traceRows(page)).toHaveCount(2)
  await page
    .getByRole('row', { name: /GET \// })
    .first()
    .click()
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  for (const name of ['front.json', 'back.json', 'ping.json']) await expect(importReport(page)).toContainText(name)
  await spanRow(page, /authorize card/).click()
  await expect(details(page)).toContainText('card.network')
})

test('the file input takes the same file again', async ({ page }) => {
  await page.goto('/')
  await openText(page, otlpText(SHOP))
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await openText(page, otlpText(PING, 'b2'))
  await expect(placed(page)).toHaveText('2 of 2 spans placed')
})

test('a drop opens files, on the empty page and over an open trace', async ({ page }) => {
  await page.goto('/')
  await drop(page, [['shop.json', otlpText(SHOP)]])
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await drop(page, [
    ['ping.json', otlpText(PING, 'b2')],
    ['pong.json', otlpText(PING, 'c3')],
  ])
  await expect(placed(page)).toHaveText('2 of 2 spans placed')
  await expect(traceRows(page)).toHaveCount(2)
})

test('a dropped text opens as a dump', async ({ page }) => {
  await page.goto('/')
  await drop(page, [], otlpText(SHOP))
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
})

test('a paste outside any field opens', async ({ page }) => {
  await page.goto('/')
  await paste(page, otlpText(SHOP))
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await paste(page, otlpText(PING, 'b2'))
  await expect(placed(page)).toHaveText('2 of 2 spans placed')
})

test('a paste into the omnibox opens, by the keys of the system', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/')
  await page.evaluate((text) => navigator.clipboard.writeText(text), otlpText(SHOP))
  await omnibox(page).focus()
  await page.keyboard.press('ControlOrMeta+v')
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  await expect(omnibox(page)).toHaveValue('')
})

test('a trace id goes to its trace, in any usual spelling', async ({ page }) => {
  await page.goto('/')
  await fileInput(page).setInputFiles([
    jsonFile('shop.json', otlpText(SHOP, 'a1')),
    jsonFile('ping.json', otlpText(PING, 'b2')),
  ])
  await expect(traceRows(page)).toHaveCount(2)
  for (const [id, spans] of [
    [traceIdOf('b2'), 2],
    [traceIdOf('a1').toUpperCase(), 7],
    [`  ${traceIdOf('b2')} `, 2],
  ] as const) {
    await omnibox(page).fill(id)
    await omnibox(page).press('Enter')
    await expect(placed(page)).toHaveText(`${spans} of ${spans} spans placed`)
    expect(fieldOfLink(page, 'trace')).toBe(id.trim().toLowerCase())
  }
  await omnibox(page).fill(traceIdOf('c3'))
  await omnibox(page).press('Enter')
  await expect(page.getByRole('alert')).toContainText(traceIdOf('c3'))
  await expect(placed(page)).toHaveText('2 of 2 spans placed')
})

test('a text that is neither a dump nor an id is refused with a sentence', async ({ page }) => {
  await page.goto('/')
  await omnibox(page).fill('where is my trace')
  await omnibox(page).press('Enter')
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(samplesRegion(page)).toBeVisible()
})

test('a truncated file keeps what it held and says so', async ({ page }) => {
  const whole = otlpText(SHOP)
  await page.goto('/')
  await openText(page, whole.slice(0, whole.indexOf('authorize card')), 'cut.json')
  await expect(placed(page)).toHaveText('5 of 5 spans placed')
  await expect(page.getByRole('alert')).toContainText('cut.json is cut off')
  await expect(page.getByRole('alert')).toContainText('5 spans')
  const problem = importReport(page).getByRole('group').filter({ hasText: 'json.truncated' })
  await expect(problem).toHaveCount(1)
  await expect(problem).toContainText(/line \d+, byte \d+/)
})

test('the import report gives the line and byte of each problem', async ({ page }) => {
  const broken = otlpText(SHOP).replace(traceIdOf('a1'), '')
  const before = broken.slice(0, broken.indexOf('"traceId": ""'))
  await page.goto('/')
  await openText(page, broken, 'broken.json')
  await expect(placed(page)).toHaveText('6 of 6 spans placed')
  const problem = importReport(page).getByRole('group').filter({ hasText: 'span.traceId' })
  const [, line, byte] = /line (\d+), byte (\d+)/.exec((await problem.textContent()) ?? '') ?? []
  expect(Number(line)).toBeGreaterThan(1)
  expect(Number(line)).toBeLessThanOrEqual(before.split('\n').length)
  expect(Number(byte)).toBeGreaterThan(0)
  expect(Number(byte)).toBeLessThanOrEqual(before.length)
  expect(broken.slice(0, Number(byte)).split('\n').length).toBe(Number(line))
  await problem.getByText('span.traceId').click()
  await expect(problem.getByRole('listitem')).toHaveCount(1)
  await expect(problem.getByRole('listitem')).toContainText(/line \d+, byte \d+/)
})

test('a file of garbage, an empty file and a dump without spans are refused; what was open stays', async ({ page }) => {
  await page.goto('/')
  await openText(page, otlpText(SHOP))
  await expect(placed(page)).toHaveText('7 of 7 spans placed')
  const address = page.url()
  for (const [name, text] of [
    ['garbage.json', '\u0000\u0001 not JSON at all <html>{{{{'],
    ['empty.json', ''],
    ['none.json', '{"resourceSpans":[]}'],
    ['other.json', '{"name":"spanfall","version":"1.0.0","dependencies":{"a":"1"}}'],
  ] as const) {
    await openText(page, text, name)
    await expect(page.getByRole('alert')).toContainText(name)
    await expect(importReport(page)).toContainText(name)
    await expect(placed(page)).toHaveText('7 of 7 spans placed')
    await expect(page).toHaveURL(address)
  }
  await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await spanRow(page, /authorize card/).click()
  await expect(details(page)).toContainText('card.network')
})

test('an empty file on the empty page leaves the samples on offer', async ({ page }) => {
  await page.goto('/')
  await openText(page, '', 'empty.json')
  await expect(page.getByRole('alert')).toContainText('empty.json is empty')
  await expect(samplesRegion(page)).toBeVisible()
  await openText(page, otlpText(SHOP))
  await expect(waterfall(page)).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('details show typed attributes, events, links, resource and scope', async ({ page }) => {
  const span: DumpSpan = { id: '1', service: 'web', name: 'GET /', ms: [0, 100] }
  const dump = JSON.parse(otlpText([span]))
  const [{ scopeSpans }] = dump.resourceSpans
  scopeSpans[0].scope = { name: 'my.tracer', version: '3.1' }
  Object.assign(scopeSpans[0].spans[0], {
    attributes: [
      { key: 'retries', value: { intValue: '9007199254740993' } },
      { key: 'ratio', value: { doubleValue: 0.25 } },
      { key: 'cached', value: { boolValue: true } },
      { key: 'tags', value: { arrayValue: { values: [{ stringValue: 'red' }, { intValue: '7' }] } } },
    ],
    events: [{ timeUnixNano: scopeSpans[0].spans[0].startTimeUnixNano, name: 'cache miss', attributes: [] }],
    links: [{ traceId: traceIdOf('d4'), spanId: '00000000000000d4', attributes: [] }],
  })
  await page.goto('/')
  await openText(page, JSON.stringify(dump))
  await spanRow(page, /GET \//).click()
  for (const text of ['9007199254740993', '0.25', 'true', 'red', 'cache miss', '00000000000000d4', 'service.name']) {
    await expect(details(page)).toContainText(text)
  }
  await expect(details(page)).toContainText('my.tracer')
})
