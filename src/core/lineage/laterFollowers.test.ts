import { expect, test } from 'vitest'
import { sketchLineage } from '../../testing/sketchLineage.ts'
import { buildForest } from './buildForest.ts'
import { classifyBreaks } from './classifyBreaks.ts'
import { classOf } from './verdicts.ts'

/** Classes of the spans of that name, each once, in the order of the drawing. */
function classesOf(lines: readonly string[], name: string): string[] {
  const { spans, facts, rowOf } = sketchLineage(lines.join('\n---\n'))
  const verdicts = classifyBreaks({ spans, forest: buildForest(spans) }, facts)
  const drawn = lines.join('\n---\n').split('\n')
  return [...new Set(drawn.flatMap((line, k) => (line.includes(name) ? [classOf(verdicts, rowOf(k))] : [])))]
}

/** Numbers from 0 to 1, the same for a seed (Park and Miller). */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

/** Moments of 120 requests, about `everyMs` apart. */
function moments(everyMs: number, random: () => number): number[] {
  let at = 0
  return Array.from({ length: 120 }, () => {
    at += 1 + Math.round(-everyMs * Math.log(1 - random()))
    return at
  })
}

test('work that begins some time after each request of its process was torn off', () => {
  const random = chance(1)
  const lines = moments(50, random).flatMap((at) => {
    const from = at + Math.round(15 + 25 * random() * random())
    return [`shop: GET /        ${at}-${at + 9} @server`, `shop: send mail  ${from}-${from + 4} @internal`]
  })
  expect(classesOf(lines, 'send mail')).toEqual(['split_async'])
})

test('work at times of its own is not', () => {
  const random = chance(2)
  const jobs = moments(50, random).map((at) => `shop: sweep  ${at}-${at + 4} @internal`)
  const requests = moments(50, random).map((at) => `shop: GET /  ${at}-${at + 9} @server`)
  expect(classesOf([...jobs, ...requests], 'sweep')).toEqual(['legit_root'])
})

test('two jobs on one clock do not cause one another', () => {
  const lines = Array.from({ length: 80 }, (_, k) => [
    `shop: tick   ${100 * k}-${100 * k + 5} @internal`,
    `shop: sweep  ${100 * k + 30}-${100 * k + 34} @internal`,
  ]).flat()
  expect(classesOf(lines, 'sweep')).toEqual(['legit_root'])
})
