import { expect, test } from 'vitest'
import { labelStyle, placeBar } from './placeBar.ts'

test('a bar stands where its times stand in the window', () => {
  expect(placeBar(25, 50, [0, 100])).toEqual({ left: 25, width: 50, label: 'right' })
  expect(placeBar(25, 50, [25, 75])).toEqual({ left: 0, width: 100, label: 'inside' })
})

test('a bar outside the window only tells on which side it lies; one at its very edge is drawn', () => {
  expect(placeBar(0, 10, [11, 20]).label).toBe('before')
  expect(placeBar(30, 10, [11, 20]).label).toBe('after')
  expect(labelStyle(placeBar(30, 10, [11, 20]))).toEqual({ right: '6px' })
  expect(placeBar(0, 11, [11, 20])).toEqual({ left: -1, width: 1, label: 'right' })
})

test('the duration stands at the free end, and on the bar where there is none', () => {
  expect(placeBar(0, 10, [0, 100]).label).toBe('right')
  expect(placeBar(60, 40, [0, 100]).label).toBe('left')
  expect(placeBar(5, 90, [0, 100]).label).toBe('inside')
})

test('a bar many windows long is cut at the edges, so that no browser limit is met', () => {
  expect(placeBar(0, 1e15, [5e14, 5e14 + 1])).toEqual({ left: -1, width: 102, label: 'inside' })
})
