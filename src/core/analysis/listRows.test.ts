import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sketch } from '../../testing/sketch.ts'
import { buildForest } from '../lineage/buildForest.ts'
import { ALL_FOLDS, type Folds, foldAt, isFolded, listRows, NO_FOLDS, type RowList } from './listRows.ts'

const forest = buildForest(
  sketch(`
    other      0-1
    ---
    root       0-100
      a        10-60
        a1     20-30
      b        70-80
    ?torn      5-6
  `),
)

const positions = (rows: RowList) => Array.from({ length: rows.length }, (_, row) => rows.at(row))
const closing = (...closed: number[]): Folds => ({ all: false, except: new Set(closed) })

test('rows are the positions of a trace that no closed subtree hides', () => {
  expect(positions(listRows(forest, 0, NO_FOLDS))).toEqual([0])
  expect(positions(listRows(forest, 1, NO_FOLDS))).toEqual([1, 2, 3, 4, 5, 6])
  expect(positions(listRows(forest, 1, closing(2)))).toEqual([1, 2, 4, 5, 6])
  expect(positions(listRows(forest, 1, closing(1, 2, 5)))).toEqual([1, 5])
})

test('with everything closed the tops are left, and what is opened again shows its children', () => {
  expect(positions(listRows(forest, 1, ALL_FOLDS))).toEqual([1, 5])
  expect(positions(listRows(forest, 1, foldAt(ALL_FOLDS, [1], false)))).toEqual([1, 2, 4, 5])
})

test('a row without children is never closed', () => {
  expect(isFolded(forest, ALL_FOLDS, 3)).toBe(false)
  expect(positions(listRows(forest, 1, closing(3)))).toEqual([1, 2, 3, 4, 5, 6])
})

test('a position has a row, or lies below the row that hides it', () => {
  const rows = listRows(forest, 1, closing(2))
  expect(rows.rowOf(4)).toBe(2)
  expect(rows.rowOf(3)).toBe(-1)
  expect(rows.rowHolding(3)).toBe(1)
  expect(rows.rowHolding(0)).toBe(-1)
  expect(listRows(forest, 1, closing(5)).rowHolding(6)).toBe(4)
})

test('rows and positions are inverse, whatever is closed', () => {
  const deep = buildForest(sketch('a 0-9\n  b 0-8\n    c 0-7\n      d 0-6\n  e 1-2\n    f 1-2\ng 3-4\n  h 3-4'))
  const folds = fc.record({ all: fc.boolean(), except: fc.uniqueArray(fc.nat(7)).map((list) => new Set(list)) })
  fc.assert(
    fc.property(folds, (given) => {
      const rows = listRows(deep, 0, given)
      const expected: number[] = []
      for (let at = 0; at < deep.length; at = isFolded(deep, given, at) ? deep.end[at] : at + 1) expected.push(at)
      expect(positions(rows)).toEqual(expected)
      for (let at = 0; at < deep.length; at++) expect(rows.rowOf(at)).toBe(expected.indexOf(at))
    }),
  )
})
