import { describe, expect, test } from 'vitest'
import { judge, repeat } from '../../testing/judge.ts'

describe('roots', () => {
  test('an entry without parent that an unanswered call fits is torn off at the request', () => {
    const verdicts = judge(`
      shop: POST /orders    0-50 @server (method=POST route=/orders)
        shop: POST          5-40 @client (peer=pay method=POST route=/charge status=200)
      ---
      pay: POST /charge     6-39 @server (method=POST route=/charge status=200)
    `)
    expect(verdicts.at(3)).toBe('split_http')
    expect(verdicts.layer(3)).toBe('http-client')
    expect(verdicts.evidence(3)).toMatchObject({ reason: 'openCall', other: verdicts.rowOf(1), agreements: 3 })
    expect(verdicts.at(0)).toBe('legit_root')
  })

  test.each([
    ['that asks for something else', '(peer=pay method=GET route=/status)', '6-39'],
    ['of another service', '(peer=mail method=POST route=/charge)', '6-39'],
    ['that was over', '(peer=pay method=POST route=/charge)', '60-90'],
    ['of a database', '(peer=pay db)', '6-39'],
  ])('a call %s takes no entry', (_, call, times) => {
    const verdicts = judge(`
      shop: POST /orders    0-50 @server
        shop: POST          5-40 @client ${call}
      ---
      pay: POST /charge     ${times} @server (method=POST route=/charge)
      ---
      mail: GET /           200-210 @server
    `)
    expect(verdicts.at(3)).toBe('legit_root')
  })

  test('a call takes one entry, the one that fits best', () => {
    const verdicts = judge(`
      shop: POST /orders    0-50 @server
        shop: POST          5-40 @client (peer=pay method=POST path=/charge/7)
      ---
      pay: POST /charge     6-39 @server (method=POST path=/charge/7)
      ---
      pay: POST /charge     7-38 @server (method=POST path=/charge/8)
    `)
    expect([3, 5].map(verdicts.at)).toEqual(['split_http', 'legit_root'])
    expect(verdicts.words(5)).toContain('starts traces too')
  })

  test('an answered call takes no entry', () => {
    const verdicts = judge(`
      shop: POST /orders    0-50 @server
        shop: POST          5-40 @client (peer=pay)
          pay: POST /charge 6-39 @server
      ---
      pay: POST /charge     6-39 @server
    `)
    expect(verdicts.at(4)).toBe('legit_root')
    expect(verdicts.alternative(4)).toBe('unexplained')
  })

  test('where one service is called wrongly by all, it is its extractor; where one calls all wrongly, its client', () => {
    const call = (from: string, to: string, t: number) => `
      ${from}: GET /      ${t}-${t + 50} @server
        ${from}: GET      ${t + 5}-${t + 40} @client (peer=${to})
      ---
      ${to}: GET /x       ${t + 6}-${t + 39} @server
      ---`
    const column = judge(call('a', 'z', 0) + call('b', 'z', 100))
    expect([column.at(3), column.layer(3)]).toEqual(['split_http', 'server'])
    const row = judge(call('a', 'y', 0) + call('a', 'z', 100))
    expect([row.at(3), row.layer(3)]).toEqual(['split_http', 'http-client'])
  })

  test('an entry that a sidecar else records below its caller is torn off at the sidecar', () => {
    const verdicts = judge(`
      gate: GET /           0-50 @server
        rec: GET /recs      5-40 @server
      ---
      gate: GET /           100-150 @server
      ---
      rec: GET /recs        105-140 @server
      ---
      rec: GET /recs        300-340 @server
    `)
    expect([5, 7].map(verdicts.at)).toEqual(['split_mesh', 'legit_root'])
    expect(verdicts.evidence(5)).toEqual({ reason: 'openCaller', other: verdicts.rowOf(3) })
  })

  test('an entry that always follows the same event of another service is torn off, though never seen whole', () => {
    const verdicts = judge(
      repeat(60, 310, (t, k) => {
        const at = t + ((k * 37) % 90)
        return `
          gate: GET /      ${at}-${at + 50} @server
            gate: render   ${at + 20}-${at + 45} @internal
          ---
          rec: GET /recs   ${at + 20.4}-${at + 40} @server
          ---
          cron: tick       ${t + ((k * 71) % 250)}-${t + 260} @internal
          ---`
      }),
    )
    const all = verdicts.all()
    expect(all.filter((id) => id === 'split_mesh').length).toBe(60)
    expect(all.filter((id) => id === 'legit_root').length).toBe(120)
  })

  test('a consumer without parent and link is torn off at the queue', () => {
    const verdicts = judge(`
      shop: POST /orders     0-50 @server
        shop: orders publish 5-6 @producer (to=orders)
      ---
      mail: orders process   20-30 @consumer (to=orders)
      ---
      mail: other process    20-30 @consumer (to=other)
    `)
    expect([3, 5].map(verdicts.at)).toEqual(['split_queue', 'legit_root'])
    expect(verdicts.layer(3)).toBe('queue-inject')
    expect(verdicts.evidence(3)).toEqual({ reason: 'producer', other: verdicts.rowOf(1) })
  })

  test('where another group of consumers has its parent, this one does not take it out', () => {
    const verdicts = judge(`
      shop: POST /orders       0-50 @server
        shop: orders publish   5-6 @producer (to=orders)
          bill: orders process 10-12 @consumer (to=orders)
      ---
      mail: orders process     20-30 @consumer (to=orders)
    `)
    expect([verdicts.at(4), verdicts.layer(4)]).toEqual(['split_queue', 'queue-extract'])
  })

  test('a link in place of a parent is by intent', () => {
    const verdicts = judge(`
      shop: POST /orders     0-50 @server
        shop: orders publish 5-6 @producer #sent (to=orders)
      ---
      mail: orders process   20-30 @consumer (to=orders link=sent)
    `)
    expect(verdicts.at(3)).toBe('reparse')
    expect(verdicts.evidence(3)).toEqual({ reason: 'linked', other: verdicts.rowOf(1) })
  })

  test('work that is else seen inside a request, and begins while one is open, is torn off in the process', () => {
    const verdicts = judge(`
      shop: POST /orders   0-50 @server
        shop: notify       30-40 @internal
      ---
      shop: POST /orders   100-150 @server
      ---
      shop: notify         130-140 @internal
      ---
      shop: notify         900-910 @internal
      ---
      shop: nightly        135-139 @internal
    `)
    expect([5, 7, 9].map(verdicts.at)).toEqual(['split_async', 'legit_root', 'legit_root'])
    expect(verdicts.layer(5)).toBe('async-context')
  })

  test('an operation that is nearly always called, and once is not, is unexplained', () => {
    const verdicts = judge(`
      ${repeat(
        60,
        100,
        (t) => `
      shop: GET /           ${t}-${t + 50} @server
        shop: GET           ${t + 5}-${t + 40} @client (peer=pay)
          pay: GET /x       ${t + 6}-${t + 39} @server
      ---`,
      )}
      pay: GET /x           9000-9010 @server
    `)
    expect(verdicts.all().filter((id) => id === 'unexplained').length).toBe(1)
  })
})
