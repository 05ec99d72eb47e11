import { expect, test } from 'vitest'
import { printTraceId } from './ids.ts'
import { TraceInterner } from './traceInterner.ts'

test('ids are numbered in order of first sight, over several growths', () => {
  const interner = new TraceInterner()
  const ids = Array.from({ length: 1000 }, (_, i) =>
    Math.imul(i, 2654435761).toString(16).replace('-', 'f').padStart(32, '0'),
  )
  for (const [i, id] of ids.entries()) expect(interner.intern(id, undefined)).toBe(i)
  for (const [i, id] of ids.entries()) expect(interner.intern(id, 'later')).toBe(i)
  expect(printTraceId(interner.words, 4 * 999)).toBe(ids[999])
  expect(interner.rawIds.size).toBe(0)
})

test('opaque ids are kept as they are, and apart from each other', () => {
  const interner = new TraceInterner()
  expect(interner.intern('__proto__', undefined)).toBe(0)
  expect(interner.intern('0'.repeat(32), '0')).toBe(1)
  expect(interner.intern('constructor', undefined)).toBe(2)
  expect(interner.intern('__proto__', undefined)).toBe(0)
  expect([...interner.rawIds]).toEqual([
    [0, '__proto__'],
    [1, '0'],
    [2, 'constructor'],
  ])
})
