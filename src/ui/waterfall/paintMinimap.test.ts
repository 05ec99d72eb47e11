import { expect, test } from 'vitest'
import { FAILED, type Lanes, TORN } from '../../core/analysis/measureLanes.ts'
import { type Pen, paintMinimap } from './paintMinimap.ts'

function paint(lanes: Lanes): string[] {
  const strokes: string[] = []
  const pen: Pen = {
    fillStyle: '',
    clearRect: () => strokes.push('clear'),
    fillRect: (x, _y, width) => strokes.push(`${pen.fillStyle} ${x}+${width}`),
  }
  paintMinimap(pen, lanes, 56, { service: (service) => `s${service}`, torn: 'torn', error: 'error' })
  return strokes
}

test('cells of one look are one stroke, in the colour of the service, the error or the break', () => {
  const row = Uint8Array.of(1, 1, 0, 2, FAILED, FAILED, TORN)
  expect(paint({ lanes: 1, width: 7, paint: row, services: [30, 40] })).toEqual([
    'clear',
    's30 0+2',
    's40 3+1',
    'error 4+2',
    'torn 6+1',
  ])
})

test('a stroke ends with its lane', () => {
  expect(paint({ lanes: 2, width: 2, paint: Uint8Array.of(0, 1, 1, 0), services: [5] })).toEqual([
    'clear',
    's5 1+1',
    's5 0+1',
  ])
})
