import { expect, test } from 'vitest'
import { Random } from './random.ts'

test('the same seed and stream give the same draws, another stream gives others', () => {
  const draws = (random: Random) => Array.from({ length: 20 }, () => random.word())
  expect(draws(new Random(7, 1))).toEqual(draws(new Random(7, 1)))
  expect(draws(new Random(7, 1))).not.toEqual(draws(new Random(7, 2)))
  expect(draws(new Random(7, 1))).not.toEqual(draws(new Random(8, 1)))
})

test('draws keep to their distributions', () => {
  const random = new Random(1)
  const n = 20_000
  const lognormal = Array.from({ length: n }, () => random.lognormal(5, 0.5)).sort((a, b) => a - b)
  expect(lognormal[n / 2]).toBeCloseTo(5, 0)
  let sum = 0
  for (let i = 0; i < n; i++) sum += random.exponential(3)
  expect(sum / n).toBeCloseTo(3, 0)
  const faces = new Set(Array.from({ length: 1000 }, () => random.int(1, 6)))
  expect([...faces].sort()).toEqual([1, 2, 3, 4, 5, 6])
  expect(random.lognormal(5, 0)).toBe(5)
})

test('ids are lower-case hex of full length, and differ', () => {
  const random = new Random(2)
  const ids = Array.from({ length: 1000 }, () => random.traceId())
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true)
  expect(new Set(ids).size).toBe(1000)
  expect(random.spanId()).toMatch(/^[0-9a-f]{16}$/)
})
