import { describe, expect, test } from 'vitest'
import { judge, repeat } from '../../testing/judge.ts'
import { BREAK_CLASSES } from './breakClasses.ts'
import { classHelp } from './classHelp.ts'

describe('ids', () => {
  test('two spans with one id are duplicates of one another', () => {
    const verdicts = judge(`
      shop: GET /cart   0-9 @server
        a               1-2 #x
        b               3-4 #x
    `)
    expect([0, 1, 2].map(verdicts.at)).toEqual(['legit_root', 'duplicate_id', 'duplicate_id'])
    expect(verdicts.evidence(1)).toEqual({ reason: 'sameId', other: verdicts.rowOf(2) })
    expect(verdicts.evidence(2)).toEqual({ reason: 'sameId', other: verdicts.rowOf(1) })
  })

  test('a span that names itself is its own parent', () => {
    const verdicts = judge('shop: loop  0-1 #y ^y')
    expect(verdicts.at(0)).toBe('self_parent')
  })

  test('every span of a ring is on it, and nothing below it', () => {
    const verdicts = judge(`
      a   0-9 #x ^z
        b 1-8 #y
          c 2-7 #z
            d 3-4
    `)
    expect([0, 1, 2, 3].map(verdicts.at)).toEqual(['cycle', 'cycle', 'cycle', 'intact'])
  })

  test('a parent under a trace id with the same lower half is an id that changed format', () => {
    const verdicts = judge(`
      shop: POST /orders     0-50 @server
        shop: POST           5-40 @client #call
      ---^
      pay: POST /charge      6-39 @server ^call
        pay: SELECT          7-9 @client
    `)
    expect(verdicts.at(3)).toBe('id_format')
    expect(verdicts.layer(3)).toBe('id-format')
    expect(verdicts.evidence(3)).toEqual({ reason: 'lowerHalf', other: verdicts.rowOf(1) })
    expect(verdicts.at(4)).toBe('intact')
  })
})

describe('spans with their parents', () => {
  test('an entry below a call that was over, while another call fits, hangs below the wrong parent', () => {
    const verdicts = judge(`
      shop: GET /         0-50 @server
        shop: GET         5-40 @client (peer=pay method=GET route=/x)
          pay: GET /x     6-39 @server (method=GET route=/x)
          pay: GET /x     106-139 @server (method=GET route=/x)
      ---
      shop: GET /         100-150 @server
        shop: GET         105-140 @client (peer=pay method=GET route=/x)
    `)
    expect([2, 3].map(verdicts.at)).toEqual(['intact', 'misattached'])
    expect(verdicts.evidence(3)).toEqual({ reason: 'betterCall', other: verdicts.rowOf(6) })
  })

  test('a span that begins before its parent on another machine has another clock', () => {
    const verdicts = judge(
      repeat(
        5,
        100,
        (t) => `
      shop: GET /         ${t + 50}-${t + 99} @server
        shop: GET         ${t + 55}-${t + 75} @client (peer=pay)
          pay: GET /x     ${t + 36}-${t + 54} @server
      ---`,
      ),
    )
    expect(verdicts.all().filter((id) => id === 'clock_skew').length).toBe(5)
    expect(verdicts.layer(2)).toBe('clock')
    expect(verdicts.evidence(2)).toEqual({ reason: 'clockOffset', offsetNs: -20e6 })
  })
})

describe('explanations', () => {
  test('every class has help, and an intact span needs no words', () => {
    for (const { id } of BREAK_CLASSES) expect(Object.values(classHelp(id)).every((text) => text.length > 5)).toBe(true)
    expect(judge('shop: GET /  0-1 @server\n  shop: a  0-1').words(1)).toBe('')
  })
})
