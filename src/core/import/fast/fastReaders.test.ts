import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { trafficText } from '../../../testing/trafficText.ts'
import { formatById } from '../formats.ts'
import { readAllWays } from './readAllWays.ts'

const CORPUS = new URL('../../../../../shared/corpus/', import.meta.url)

/** Formats that have a fast reader. */
const FAST = ['otlp-json', 'otlp-jsonl', 'zipkin-v2', 'zipkin-ndjson', 'jaeger', 'flat-us', 'flat-ndjson']
/** Formats of which each line is a document. */
const LINES = ['otlp-jsonl', 'zipkin-ndjson', 'flat-ndjson']

/** The reader of a format that {@link trafficText} writes. */
const readerOf = (format: string) => (format === 'zipkin-ndjson' ? 'zipkin-v2' : format)

/** Reads in all three ways and returns how many spans came the fast way. */
async function expectAlike(format: string, bytes: Uint8Array, sliceBytes?: number): Promise<number> {
  const { general, typescript, kernel, fastSpans, kernelSpans } = await readAllWays(format, bytes, sliceBytes)
  expect(typescript).toEqual(general)
  expect(kernel).toEqual(general)
  expect(kernelSpans).toBeLessThanOrEqual(fastSpans)
  return fastSpans
}

const encode = (text: string) => new TextEncoder().encode(text)

describe.each(FAST)('%s, read fast', (format) => {
  test('is read alike, and all of it fast', async () => {
    const text = trafficText(format, 500, 1)
    const all = format.startsWith('flat') ? 499 : 500
    expect(await expectAlike(readerOf(format), encode(text))).toBe(all)
    if (!LINES.includes(format)) {
      const printed = JSON.stringify(JSON.parse(text), undefined, 2)
      expect(await expectAlike(readerOf(format), encode(printed))).toBe(all)
    }
  })

  test('is read alike in slices that end anywhere', async () => {
    const bytes = encode(trafficText(format, 20, 2))
    for (const sliceBytes of [1, 7, 100, 1000, 5000]) await expectAlike(readerOf(format), bytes, sliceBytes)
  }, 60_000)

  test('is read alike wherever it is cut off', async () => {
    const bytes = encode(trafficText(format, 3, 3))
    for (let end = 0; end < bytes.length; end += 7) await expectAlike(readerOf(format), bytes.subarray(0, end))
  }, 60_000)

  test('is read alike with bytes changed, lost and put in', async () => {
    const bytes = encode(trafficText(format, 12, 4))
    const edit = fc.record({
      at: fc.nat(bytes.length - 1),
      lost: fc.constantFrom(0, 1, 1, 2, 300),
      put: fc.constantFrom(
        '',
        '"',
        '\\',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '\n',
        ' ',
        '0',
        '1',
        '-',
        '.',
        'e5',
        'null',
        'true',
        'a',
        'Z',
        '\u0001',
        'é',
        '\\n',
        '\\u00e9',
        '\\ud83d',
        '\\x',
        '"a":1,',
        '""',
      ),
      raw: fc.option(fc.integer({ min: 0x80, max: 0xff }), { nil: undefined }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        let mutated = bytes
        for (const { at, lost, put, raw } of edits) {
          const middle = raw === undefined ? encode(put) : Uint8Array.of(raw)
          mutated = Uint8Array.from([...mutated.subarray(0, at), ...middle, ...mutated.subarray(at + lost)])
        }
        await expectAlike(readerOf(format), mutated)
      }),
      { numRuns: 150 },
    )
  }, 60_000)
})

describe.skipIf(!existsSync(CORPUS))('the shared corpus (skipped without ../shared)', () => {
  const folders = existsSync(CORPUS) ? readdirSync(CORPUS).filter((name) => formatById(name) !== undefined) : []
  test.each(folders)(
    '%s is read alike',
    async (format) => {
      const folder = new URL(`${format}/`, CORPUS)
      for (const file of readdirSync(folder)) {
        const bytes = readFileSync(new URL(file, folder))
        await expectAlike(format, bytes)
        await expectAlike(format, bytes.subarray(0, Math.floor(bytes.length * 0.7)))
      }
    },
    60_000,
  )
})
