import { describe, expect, test } from 'vitest'
import { judge, repeat } from '../../testing/judge.ts'

describe('absent parents', () => {
  test('the first entry of a trace that nothing here calls has its caller outside', () => {
    const verdicts = judge(`
      ?shop: GET /cart    0-50 @server
        shop: render      5-9 @internal
    `)
    expect([0, 1].map(verdicts.at)).toEqual(['external_parent', 'intact'])
    expect(verdicts.evidence(0)).toEqual({ reason: 'callerOutside' })
  })

  test('an entry whose caller is recorded elsewhere in its trace has lost it on the way', () => {
    const verdicts = judge(`
      shop: GET /cart      0-50 @server
        ?pay: POST /charge 10-20 @server
    `)
    expect(verdicts.at(1)).toBe('dropped_remote')
    expect(verdicts.layer(1)).toBe('exporter')
  })

  test('a partial answer has no breaks for what it leaves out', () => {
    const drawing = `
      shop: GET /cart      0-50 @server
        ?pay: POST /charge 10-20 @server
        ?shop: work        30-40 @internal
      ---
      shop: POST           0-50 @client #call
    `
    const verdicts = judge(drawing, true)
    expect([0, 1, 2].map(verdicts.at)).toEqual(['legit_root', 'window_cut', 'window_cut'])
    expect(verdicts.evidence(2)).toEqual({ reason: 'partialAnswer' })
    expect(verdicts.words(2)).toContain('only a part of this trace')
    expect([1, 2].map(judge(drawing).at)).toEqual(['dropped_remote', 'dropped_local'])
  })

  test('a fetched part of a trace is not called broken, but the doubt is told', () => {
    const verdicts = judge(`
      shop: GET /cart       0-50 @server
        shop: POST          5-40 @client (peer=pay method=POST route=/charge)
          pay: POST /charge 6-39 @server (method=POST route=/charge)
      ---
      ?pay: POST /charge    100-130 @server (method=POST route=/charge)
    `)
    expect(verdicts.at(4)).toBe('external_parent')
    expect(verdicts.alternative(4)).toBe('dropped_remote')
    expect(verdicts.words(4)).toContain('doubt')
  })

  test('flags decide whether the absent parent was remote, else the kind does', () => {
    const verdicts = judge(`
      shop: GET /cart   0-50 @server
        ?shop: work     10-20 @internal
        ?shop: job      10-20 @internal @remote
        ?pay: POST      10-20 @server @local
    `)
    expect([1, 2, 3].map(verdicts.at)).toEqual(['dropped_local', 'dropped_remote', 'dropped_local'])
  })

  test('children that name one absent id are told so', () => {
    const verdicts = judge(`
      shop: GET /cart   0-50 @server
      ?
        shop: a         10-20 @internal
        shop: b         21-25 @internal
    `)
    expect(verdicts.evidence(2)).toEqual({ reason: 'absentParent', children: 2 })
  })

  test('a constant share of one service, while the rest is whole, is a sampler of its own', () => {
    const verdicts = judge(
      repeat(120, 40, (t, k) => {
        const entry = k % 2 === 0 ? 'cart: GET /cart  T+3-T+8 @server' : '?'
        return `
          shop: GET /       ${t}-${t + 20} @server
            shop: GET       ${t + 2}-${t + 9} @client (peer=cart)
              ${entry.replace('T+3', String(t + 3)).replace('T+8', String(t + 8))}
                cart: redis ${t + 4}-${t + 5} @client (peer=redis db)
          ---`
      }),
    )
    const classes = verdicts.all().filter((id) => id !== 'intact' && id !== 'legit_root')
    expect(new Set(classes)).toEqual(new Set(['head_sampler']))
    expect(classes.length).toBe(60)
  })

  test('parents lost in a bunch were lost in a burst', () => {
    const verdicts = judge(
      repeat(200, 40, (t, k) => {
        const isLost = k >= 100 && k < 125
        return `
          shop: GET /       ${t}-${t + 20} @server
            ${isLost ? '?' : `shop: GET ${t + 2}-${t + 9} @internal`}
              shop: step    ${t + 4}-${t + 5} @internal
          ---`
      }),
    )
    expect(verdicts.all().filter((id) => id === 'export_drop').length).toBe(25)
  })

  test('traces that hold nothing which ended after one time were decided too early', () => {
    const verdicts = judge(
      repeat(120, 400, (t, k) => {
        const isLate = k % 3 === 0
        const head = isLate ? '?' : `shop: GET / ${t}-${t + 300} @server`
        return `
          ${head}
            shop: a         ${t + 2}-${t + 60 + (k % 30)} @internal
              shop: b       ${t + 4}-${t + 5} @internal
          ${isLate ? '?' : `shop: late ${t + 100}-${t + 280} @internal`}
            shop: c         ${t + 20}-${t + 95} @internal
          ---`
      }),
    )
    expect(verdicts.all().filter((id) => id === 'tail_late').length).toBe(80)
  })

  test('a parent beyond the hard end of a capture was cut off with it', () => {
    const requests = repeat(
      400,
      10,
      (t) => `
          shop: GET /       ${t}-${t + 20} @server
            shop: a         ${t + 2}-${t + 18} @internal
          ---`,
    )
    const verdicts = judge(`${requests}
          shop: GET /       3990-4018 @server
            ?shop: a        3995-4017 @internal`)
    expect(verdicts.all().filter((id) => id === 'window_cut').length).toBe(1)
  })
})
