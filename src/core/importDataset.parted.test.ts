import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { type ReadBeside, readSecondPart } from './import/partedReading.ts'
import { importInputs } from './importDataset.ts'
import { writeOtlpJson } from './lab/otlpJson.ts'
import { makeTraffic } from './lab/traffic.ts'
import { textSource } from './model/byteSource.ts'
import type { Dataset } from './model/dataset.ts'

const SPANS = 75_000

/** About 70 MB: smaller files are not cut. */
const large = textSource([...writeOtlpJson(makeTraffic({ spans: SPANS, seed: 3, shape: 'mixed' }).spans)].join(''))
const inputs = [{ name: 'large', source: large }]

/** A dataset as a text, with a hash in place of each column. */
function printed(dataset: Dataset): string {
  return JSON.stringify(dataset, (_key, value) => {
    if (typeof value === 'bigint') return String(value)
    if (value instanceof Map) return [...value]
    if (!ArrayBuffer.isView(value)) return value
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    return createHash('sha1').update(bytes).digest('hex')
  })
}

/** Reads parts on this thread. */
function besideHere(): { readBeside: ReadBeside; cuts: number[] } {
  const cuts: number[] = []
  const readBeside: ReadBeside = (_, cut) => {
    cuts.push(cut.byte)
    return { part: readSecondPart(large, cut, () => {}), progress: () => ({ bytes: 7, spans: 5 }) }
  }
  return { readBeside, cuts }
}

test('a large file that is read in two parts yields the dataset of one reading', async () => {
  const { readBeside, cuts } = besideHere()
  const [alone, inTwo] = [await importInputs(inputs), await importInputs(inputs, { readBeside })]
  expect(cuts).toHaveLength(1)
  expect(printed(inTwo.dataset)).toEqual(printed(alone.dataset))
}, 60_000)

test('where the second part fails, the file is read alone', async () => {
  const failing: ReadBeside = () => ({
    part: Promise.reject(new Error('gone')),
    progress: () => ({ bytes: 0, spans: 0 }),
  })
  const { dataset } = await importInputs(inputs, { readBeside: failing })
  expect(dataset.spans.length).toBe(SPANS)
  expect(dataset.files.map(({ diagnostics }) => diagnostics)).toEqual([[]])
}, 60_000)

test('progress counts what the other part has read', async () => {
  const told: number[][] = []
  const { readBeside } = besideHere()
  await importInputs(inputs, { readBeside, onProgress: ({ bytesRead, spans }) => told.push([bytesRead, spans]) })
  expect(told.some(([bytes, spans]) => bytes % 1024 === 7 && spans > 5)).toBe(true)
  expect(told.every(([bytes]) => bytes <= large.size)).toBe(true)
}, 60_000)
