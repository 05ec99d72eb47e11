import { expect, test } from 'vitest'
import type { ByteSource } from '../../model/byteSource.ts'
import { readAhead } from './readAhead.ts'

const MB = 1024 * 1024

/** A source of 100 MB whose bytes are their offset in MB, and the offsets at which it was read. */
function countingSource(): { source: ByteSource; reads: number[] } {
  const reads: number[] = []
  const read = (from: number, to: number) => {
    reads.push(from / MB)
    const end = Math.min(to, 100 * MB)
    return Promise.resolve(new Uint8Array(Math.max(0, end - from)).map((_, i) => (from + i) / MB))
  }
  return { source: { size: 100 * MB, read }, reads }
}

test('the next chunk is asked for before it is needed, and each once', async () => {
  const { source, reads } = countingSource()
  const ahead = readAhead(source)
  await ahead.read(0, MB)
  expect(reads).toEqual([0, 32])
  await ahead.read(8 * MB, 9 * MB)
  expect(reads).toEqual([0, 32])
  await ahead.read(32 * MB, 33 * MB)
  expect(reads).toEqual([0, 32, 64])
})

test('a read ends with its chunk, and at the end of the source', async () => {
  const ahead = readAhead(countingSource().source)
  const bytes = await ahead.read(31 * MB, 34 * MB)
  expect([bytes.length, bytes[0]]).toEqual([MB, 31])
  expect((await ahead.read(99 * MB, 110 * MB)).length).toBe(MB)
  expect((await ahead.read(100 * MB, 110 * MB)).length).toBe(0)
})

test('a chunk that fails is told to the one who asks for it', async () => {
  const { source } = countingSource()
  const broken: ByteSource = {
    size: source.size,
    read: (from, to) => (from < 32 * MB ? source.read(from, to) : Promise.reject(new Error('gone'))),
  }
  const ahead = readAhead(broken)
  expect((await ahead.read(0, MB)).length).toBe(MB)
  await expect(ahead.read(32 * MB, 33 * MB)).rejects.toThrow('gone')
})

test('a chunk is given back when the one after the next is asked for, not before', async () => {
  const { source } = countingSource()
  const freed: number[] = []
  const ahead = readAhead({ ...source, free: (bytes) => freed.push(bytes[0]) })
  await ahead.read(0, MB)
  const second = await ahead.read(32 * MB, 33 * MB)
  expect(freed).toEqual([])
  await ahead.read(64 * MB, 65 * MB)
  expect(freed).toEqual([0])
  expect(second[0]).toBe(32)
})
