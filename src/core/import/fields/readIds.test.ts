import { expect, test } from 'vitest'
import { parentIdFrom, spanIdFrom, traceIdFrom } from './readIds.ts'

const HEX = '5b8efff798038103d269b633813fc60c'

test.each([
  ['5B8EFFF798038103D269B633813FC60C', HEX],
  ['W47/95gDgQPSabYzgT/GDA==', HEX],
  ['W47_95gDgQPSabYzgT_GDA', HEX],
  ['5b8efff7-9803-8103-d269-b633813fc60c', HEX],
  ['0xdb1fc322141e64eb84f5bd8a8b1c6d1f', 'db1fc322141e64eb84f5bd8a8b1c6d1f'],
  ['a3ce929d0e0e4736', '0000000000000000a3ce929d0e0e4736'],
  ['2a6bee861db8a7dff9561ae4344c226', '02a6bee861db8a7dff9561ae4344c226'],
])('the trace id %s is %s', (written, id) => {
  expect(traceIdFrom(written)?.id).toBe(id)
})

test('an id of another shape is kept as it is', () => {
  const long = '0123456789abcdef0123456789abcdef0123456789abcdef'
  expect(traceIdFrom(long)).toEqual({ id: long, raw: long })
  expect(spanIdFrom('hello world')).toBe('hello world')
  expect(spanIdFrom('__proto__')).toBe('__proto__')
})

test('as it was written is told where that says more', () => {
  expect(traceIdFrom(HEX)).toEqual({ id: HEX, raw: undefined })
  expect(traceIdFrom('a3ce929d0e0e4736')?.raw).toBe('a3ce929d0e0e4736')
})

test('span ids come as hex of any case, as base64 padded or not, as numbers', () => {
  expect(spanIdFrom('EEE19B7EC3C1B174')).toBe('eee19b7ec3c1b174')
  expect(spanIdFrom('7uGbfsPBsXQ=')).toBe('eee19b7ec3c1b174')
  expect(spanIdFrom('7uGbfsPBsXQ')).toBe('eee19b7ec3c1b174')
  expect(spanIdFrom('abcdef12345', 'hex')).toBe('00000abcdef12345')
  expect(spanIdFrom(12)).toBe('0000000000000012')
})

test.each([undefined, null, '', '0000000000000000', {}, [], true])('%j is no id', (value) => {
  expect(spanIdFrom(value)).toBeUndefined()
  expect(traceIdFrom(value)).toBeUndefined()
})

test('no parent is told from one that is no id', () => {
  for (const none of [undefined, null, '', '0', 0, '-', 'root', '0000000000000000', 'AAAAAAAAAAA=']) {
    expect(parentIdFrom(none)).toBeUndefined()
  }
  expect(parentIdFrom({ a: 1 })).toBe('unusable')
  expect(parentIdFrom('EEE19B7EC3C1B174')).toEqual({ id: 'eee19b7ec3c1b174' })
})
