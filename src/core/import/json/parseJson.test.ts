import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_JSON_DEPTH, NumberText, parseJson } from './parseJson.ts'

function problemOf(text: string): unknown[] {
  const problems: unknown[] = []
  const value = parseJson(text, (code, offset) => problems.push(code, offset))
  return [value, ...problems]
}

test('an integer that a double would change comes as bigint', () => {
  expect(parseJson('[1544712660300000001,9007199254740993,9007199254740992,-1778055495203141429]')).toEqual([
    1544712660300000001n,
    9007199254740993n,
    9007199254740992n,
    -1778055495203141429n,
  ])
  expect(parseJson('9007199254740991')).toBe(9007199254740991)
})

test('a decimal that a double would change comes as its text; one that a double prints again comes as number', () => {
  expect(parseJson('1710862641.4174742123')).toEqual(new NumberText('1710862641.4174742123'))
  expect(parseJson('1710862641417474.2')).toBe(1710862641417474.2)
  expect(parseJson('1.568835610432E9')).toBe(1568835610432e-3)
  expect(parseJson('1.00000000000000000000')).toBe(1)
})

test('__proto__ is a key like any other', () => {
  for (const text of ['{"__proto__":{"x":1}}', '{"__proto__":{"x":12345678901234567890}}']) {
    const value = parseJson(text)
    expect(Object.keys(value as object)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(({} as { x?: unknown }).x).toBeUndefined()
  }
})

test('what lies too deep is kept as text', () => {
  const deep = `${'['.repeat(MAX_JSON_DEPTH + 2)}"]"${']'.repeat(MAX_JSON_DEPTH + 2)}`
  const [value, code, offset] = problemOf(deep)
  let inner = value
  while (Array.isArray(inner)) inner = inner[0]
  expect(inner).toBe('[["]"]]')
  expect([code, offset]).toEqual(['json.depth', MAX_JSON_DEPTH])
})

test('100,000 levels cost no stack', () => {
  const levels = 100_000
  expect(problemOf('['.repeat(levels) + ']'.repeat(levels))[1]).toBe('json.depth')
  expect(problemOf('['.repeat(levels))).toEqual([undefined, 'json.syntax', levels])
  expect(problemOf('{"a":'.repeat(levels))[1]).toBe('json.syntax')
})

test('the place of an error is exact', () => {
  expect(problemOf('{"a":1,}')).toEqual([undefined, 'json.syntax', 7])
  expect(problemOf('{"a" 1}')).toEqual([undefined, 'json.syntax', 5])
  expect(problemOf('[1 2]')).toEqual([undefined, 'json.syntax', 3])
  expect(problemOf('"a\nb"')).toEqual([undefined, 'json.syntax', 2])
  expect(problemOf('"a\\x"')).toEqual([undefined, 'json.syntax', 2])
  expect(problemOf('{} {}')).toEqual([undefined, 'json.syntax', 3])
  expect(problemOf('')).toEqual([undefined, 'json.syntax', 0])
  expect(problemOf('[01]')).toEqual([undefined, 'json.syntax', 2])
})

test('a number of a million digits is kept as text, at once', () => {
  expect(parseJson('9'.repeat(1_000_000))).toBeInstanceOf(NumberText)
})

test('whatever JSON.stringify writes comes back', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = JSON.stringify(value)
      expect(plain(parseJson(text))).toEqual(JSON.parse(text))
      const padded = JSON.stringify([value, 'x'], undefined, 2).replace('"x"', '12345678901234567890')
      expect(plain(parseJson(padded))).toEqual(JSON.parse(padded))
    }),
  )
})

test('any text at all gives a value or a problem, never an exception', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...'{}[]",:\\0123456789.eE+-tfn u\n'), { maxLength: 60 }), (characters) => {
      const text = characters.join('')
      const [value, code] = problemOf(text)
      expect(value === undefined).toBe(code === 'json.syntax')
      expect(value !== undefined).toBe(isJson(text))
    }),
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Integers that came as bigint as the double that JSON.parse makes of them. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof NumberText) return Number(value.text)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const copy = JSON.parse('{}')
  for (const [key, member] of Object.entries(value)) {
    Object.defineProperty(copy, key, { value: plain(member), enumerable: true })
  }
  return copy
}
