import { expect, test } from 'vitest'
import { paintHeat } from './HeatMap.tsx'

test('the fuller a bucket, the stronger its colour; short durations stand at the bottom, empty buckets are blank', () => {
  const painted: number[][] = []
  const context = {
    globalAlpha: 1,
    clearRect: () => {},
    fillRect: (...box: number[]) => painted.push([...box.map(Math.round), Number(context.globalAlpha.toFixed(2))]),
  }
  const heat = { boundsNs: Float64Array.of(1, 2), counts: Float64Array.of(4, 0, 0, 1) }
  paintHeat(context, heat, 2, 20, 40)
  expect(painted).toEqual([
    [0, 20, 9, 19, 1],
    [10, 0, 9, 19, 0.57],
  ])
})
