import { expect, test } from 'vitest'
import { importDataset } from '../importDataset.ts'
import { textSource } from '../model/byteSource.ts'
import { textAt } from '../model/spanTable.ts'
import { findInDetails } from './findInDetails.ts'
import { spanLocation } from './readDetails.ts'

const TRACE = '5b8efff798038103d269b633813fc60c'

function span(name: string, more: object) {
  const spanId = name.padEnd(16, '0').replace(/[^a-f0-9]/g, '1')
  return { traceId: TRACE, spanId, name, startTimeUnixNano: '1000', endTimeUnixNano: '2000', ...more }
}

const TEXT = JSON.stringify({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
      scopeSpans: [
        {
          spans: [
            span('a', { attributes: [{ key: 'url', value: { stringValue: '/Checkout' } }] }),
            span('b', { attributes: [{ key: 'checkout', value: { intValue: '500' } }] }),
            span('c', { attributes: [{ key: 'sql', value: { stringValue: 'say "hi"\nthere' } }] }),
            span('d', { events: [{ name: 'cache miss', attributes: [{ key: 'k', value: { doubleValue: 1e21 } }] }] }),
            span('e', { status: { code: 2, message: 'timed out' } }),
            span('f', {
              attributes: [
                { key: 'list', value: { arrayValue: { values: [{ stringValue: 'größe' }, { intValue: 7 }] } } },
              ],
            }),
          ],
        },
      ],
    },
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'mail' } }] },
      scopeSpans: [{ spans: [span('ab', {}), span('ac', {})] }],
    },
  ],
})

async function find(needle: string, signal?: AbortSignal): Promise<string> {
  const source = textSource(TEXT)
  const { spans, files } = await importDataset([{ name: 'x', source }])
  const rows = Array.from({ length: spans.length }, (_, i) => i)
  const search = {
    source,
    format: files[0].format,
    needle,
    spans: rows,
    location: (k: number) => spanLocation(spans, k),
  }
  const names: string[] = []
  for await (const found of findInDetails(search, signal)) names.push(...found.map((i) => textAt(spans, spans.name[i])))
  return names.sort().join(' ')
}

test.each([
  ['checkout', 'a'],
  ['500', 'b'],
  ['"HI"\nthere', 'c'],
  ['Cache', 'd'],
  ['1e+21', 'd'],
  ['timed', 'e'],
  ['GRÖSSE', ''],
  ['GRÖßE', 'f'],
  ['mail', 'ab ac'],
  ['service.name', ''],
  ['', ''],
])('%j is found in the values of %j', async (needle, names) => {
  expect(await find(needle)).toBe(names)
})

test('a search can be stopped', async () => {
  const controller = new AbortController()
  controller.abort()
  await expect(find('mail', controller.signal)).rejects.toThrow(/abort/i)
})
