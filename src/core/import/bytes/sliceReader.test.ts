import { expect, test } from 'vitest'
import { type ByteSource, bytesSource } from '../../model/byteSource.ts'
import { SliceReader } from './sliceReader.ts'

const MB = 1024 * 1024

/** Bytes that tell where they lie, and a source that notes what is read of them and takes back what is freed. */
function watched(size: number) {
  const bytes = Uint8Array.from({ length: size }, (_, byte) => byte % 251)
  const inner = bytesSource(bytes)
  const reads: number[] = []
  const source: ByteSource = {
    size,
    read: async (from, to) => {
      reads.push(from)
      return (await inner.read(from, to)).slice()
    },
    free: (freed) => void freed.fill(255),
  }
  return { bytes, reads, source }
}

test.each([false, true])('stretches one after the other are what the source holds (read ahead: %s)', async (ahead) => {
  const { bytes, reads, source } = watched(34 * MB + 7)
  const reader = new SliceReader(source, { ahead })
  const byteLength = 100_003
  for (let byte = 5; byte + byteLength <= source.size; byte += byteLength) {
    const range = { byte, byteLength }
    if (!reader.holds(range)) await reader.load(range)
    expect(Buffer.compare(reader.at(range), bytes.subarray(byte, byte + byteLength))).toBe(0)
  }
  if (ahead) expect(reads.length).toBeLessThanOrEqual(6)
  else expect(reads.length).toBeGreaterThan(30)
})

test('the next window is asked for before it is needed; one further off is read itself', async () => {
  const { bytes, reads, source } = watched(60 * MB)
  const reader = new SliceReader(source, { ahead: true })
  await reader.load({ byte: 0, byteLength: 10 })
  expect(reads).toHaveLength(2)
  const far = { byte: 50 * MB, byteLength: 10 }
  expect(reader.holds(far)).toBe(false)
  await reader.load(far)
  expect(reader.at(far)).toEqual(bytes.subarray(far.byte, far.byte + 10))
})

test('a failure ahead is told to the one who comes there, and a stretch larger than a window is read', async () => {
  const { bytes, source } = watched(40 * MB)
  const failing = {
    ...source,
    read: (from: number, to: number) => (from > 10 * MB ? Promise.reject(new Error('gone')) : source.read(from, to)),
  }
  const reader = new SliceReader(failing, { ahead: true })
  await reader.load({ byte: 0, byteLength: 10 })
  await expect(reader.load({ byte: 17 * MB, byteLength: 10 })).rejects.toThrow('gone')
  const large = { byte: 3, byteLength: 20 * MB }
  await reader.load(large)
  expect(Buffer.compare(reader.at(large), bytes.subarray(3, 3 + 20 * MB))).toBe(0)
})
