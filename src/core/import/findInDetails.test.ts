import { expect, test } from 'vitest'
import { recordingSink } from '../../testing/recordingSink.ts'
import { textSource } from '../model/byteSource.ts'
import { findInDetails } from './findInDetails.ts'
import { otlpJson } from './otlp/otlpJson.ts'

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
  const sink = recordingSink()
  await otlpJson.read(source, sink)
  const location = (k: number) => {
    const { at, byteLength, spanId, context } = sink.spans[k]
    const { resource } = sink.contexts[context]
    return { spanId, span: { byte: at.byte, byteLength }, fragments: [], resource, scope: undefined }
  }
  const search = { source, format: otlpJson.id, needle, spans: [...sink.spans.keys()], location }
  const names: string[] = []
  for await (const found of findInDetails(search, signal)) names.push(...found.map((i) => sink.spans[i].name))
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
