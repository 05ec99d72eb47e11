import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draw } from '../../testing/draw.ts'
import { makeDataset } from '../../testing/makeDataset.ts'
import { SKETCH_ORIGIN_NS, sketch } from '../../testing/sketch.ts'
import { tabulate } from '../../testing/tabulate.ts'
import { type SpanTable, STATUS_ERROR } from '../model/spanTable.ts'
import { buildForest } from './buildForest.ts'

function drawingOf(spans: SpanTable): string {
  return draw({ spans, forest: buildForest(spans) })
}

test('a line holds service, name, time and error', () => {
  const spans = sketch('shop: GET /cart items  1.5-20 !')
  expect(spans.texts[spans.name[0]]).toBe('GET /cart items')
  expect(spans.texts[spans.service[0]]).toBe('shop')
  expect(spans.status[0]).toBe(STATUS_ERROR)
  expect(spans.traces.originNs[0]).toBe(SKETCH_ORIGIN_NS + 1_500_000n)
  expect(spans.durationNs[0]).toBe(18_500_000)
})

test('what is drawn and read again is the same', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 60 }), fc.nat(20), (seed, spans, dropped) => {
      const made = tabulate(makeDataset({ seed, spans, traces: 2, dropped: Math.min(dropped, spans - 1) }).records)
      const drawing = drawingOf(made)
      const again = sketch(drawing)
      expect(drawingOf(again)).toBe(drawing)
      for (const column of ['startNs', 'durationNs', 'parent', 'trace'] as const) {
        expect([...again[column]]).toEqual([...made[column]])
      }
    }),
  )
})

test('odd spans survive drawing', () => {
  const drawing = [
    'root 0-100',
    '  first 10-20 #4',
    '  second 15-30 #4 !',
    '  rpc 40-90',
    '    api: rpc 50- ~',
    '    odd 60<',
    'far =0+7',
    'self 1-2 #1 ^1',
    'ring 3-4 #2 ^3',
    '  ring 5-6 #3',
    '?',
    '  a 7-8',
    '  b 8-9',
    '---',
    'timeless -',
  ].join('\n')
  expect(drawingOf(sketch(drawing))).toBe(drawing)
})
