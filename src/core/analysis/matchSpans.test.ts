import { expect, test } from 'vitest'
import { sketch } from '../../testing/sketch.ts'
import { matchSpans } from './matchSpans.ts'

const spans = sketch(`
  Shop: GET /checkout   0-100
    cart: get           10-60
    [a.b*               20-30
`)

test('text is found in service and name whatever the case, and is no pattern', () => {
  expect(matchSpans(spans, 0, 3, 'GET')).toEqual([0, 1])
  expect(matchSpans(spans, 0, 3, 'shop')).toEqual([0])
  expect(matchSpans(spans, 0, 3, '[a.b*')).toEqual([2])
  expect(matchSpans(spans, 0, 3, 'a.*')).toEqual([])
  expect(matchSpans(spans, 1, 3, 'get')).toEqual([1])
  expect(matchSpans(spans, 0, 3, '')).toEqual([])
})

test('a span is found by its whole id', () => {
  expect(matchSpans(spans, 0, 3, '0000000000000002')).toEqual([1])
  expect(matchSpans(spans, 0, 3, '000000000000000')).toEqual([])
})
