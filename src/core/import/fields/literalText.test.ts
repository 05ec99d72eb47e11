import { expect, test } from 'vitest'
import { parseLiteral } from './literalText.ts'

function parsed(text: string): unknown {
  const literal = parseLiteral(text)
  return literal.ok
    ? JSON.parse(JSON.stringify(literal.value, (_key, v) => (typeof v === 'bigint' ? `${v}n` : v)))
    : literal
}

test.each<[string, string, unknown]>([
  ['keys with and without quotes', `{ a: 1, 'b.c': 'x', "d": true }`, { a: 1, 'b.c': 'x', d: true }],
  ['quotes within the other kinds of quotes', `[ "it's", 'say "a"', \`'"\` ]`, ["it's", 'say "a"', `'"`]],
  ['escapes', `[ 'a\\nb\\'c\\\\ \\x41\\u00e9' ]`, ["a\nb'c\\ Aé"]],
  ['undefined and null', '{ a: undefined, b: null, c: [ undefined ] }', { a: null, b: null, c: [null] }],
  [
    'what was abbreviated',
    '{ a: [Object], b: [Array], c: [Circular *1], d: [Function: f] }',
    {
      a: '[Object]',
      b: '[Array]',
      c: '[Circular *1]',
      d: '[Function: f]',
    },
  ],
  [
    'items and characters left out',
    `{ a: [ 1, 2, ... 3 more items ], b: 'long'... 17 more characters, c: 1 }`,
    {
      a: [1, 2],
      b: 'long',
      c: 1,
    },
  ],
  ['strings joined over lines', `{ a: 'one ' +\n  'two', b: 3 }`, { a: 'one two', b: 3 }],
  ['comments', '{\n  // some left out\n  a: 1, // more\n}', { a: 1 }],
  [
    'names of classes',
    `<ref *1> SpanImpl { a: Resource { b: 1 }, c: [Object: null prototype] { d: 2 }, e: Map(1) { 'k' => 'v' } }`,
    {
      a: { b: 1 },
      c: { d: 2 },
      e: { k: 'v' },
    },
  ],
  [
    'what is pending',
    '{ a: Promise { <pending> }, b: <Buffer 01 02>, c: 2 }',
    {
      a: {},
      b: '<Buffer 01 02>',
      c: 2,
    },
  ],
  ['long numbers', '{ a: 1755719307779000123, b: 12n, c: -1.5e3 }', { a: '1755719307779000123n', b: 12, c: -1500 }],
  ['empty containers', '{ a: {}, b: [] }', { a: {}, b: [] }],
  ['missing values', '{ "a" : , "b": 1 }', { a: null, b: 1 }],
  ['dates as text', '{ at: 2024-01-02T03:04:05.678Z }', { at: '2024-01-02T03:04:05.678Z' }],
])('reads %s', (_what, text, value) => {
  expect(parsed(text)).toEqual(value)
})

test('keys of a prototype are keys like any other', () => {
  const literal = parseLiteral(`{ __proto__: { a: 1 }, constructor: 'x' }`)
  expect(literal.ok && Object.keys(literal.value as object)).toEqual(['__proto__', 'constructor'])
})

test.each([
  ['{ a: 1', 'the text ends before the value (line 1 of the block)'],
  [`{\n a: 'x }`, 'the text ends inside a string (line 2 of the block)'],
  ['{ a: 1 ]', '“]” closes nothing (line 1 of the block)'],
  ['', 'there is no value (line 1 of the block)'],
  ['['.repeat(300), 'nested too deeply (line 1 of the block)'],
])('%s is no literal', (text, problem) => {
  expect(parseLiteral(text)).toEqual({ ok: false, problem })
})
