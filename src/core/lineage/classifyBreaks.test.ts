import { describe, expect, test } from 'vitest'
import { sketchLineage } from '../../testing/sketchLineage.ts'
import { BREAK_CLASSES } from './breakClasses.ts'
import { buildForest } from './buildForest.ts'
import { classHelp } from './classHelp.ts'
import { classifyBreaks } from './classifyBreaks.ts'
import { explainVerdict } from './explainVerdict.ts'
import { classOf, evidenceOf, layerOf } from './verdicts.ts'

/** Class of each span by the order of the drawing. */
function judge(drawing: string, isPartial = false) {
  const { spans, facts, rowOf } = sketchLineage(drawing)
  if (isPartial) spans.traces.isPartial.fill(1)
  const verdicts = classifyBreaks({ spans, forest: buildForest(spans) }, facts)
  return {
    at: (line: number) => classOf(verdicts, rowOf(line)),
    layer: (line: number) => layerOf(verdicts, rowOf(line)),
    evidence: (line: number) => evidenceOf(verdicts, rowOf(line)),
    words: (line: number) => explainVerdict(spans, verdicts, rowOf(line)),
    confidence: (line: number) => verdicts.confidence[rowOf(line)],
    alternative: (line: number) => BREAK_CLASSES[verdicts.alternative[rowOf(line)]].id,
    all: () => Array.from({ length: spans.length }, (_, i) => classOf(verdicts, i)),
    rowOf,
  }
}

/** The same requests again and again, each a trace of its own, `everyMs` apart. */
function repeat(times: number, everyMs: number, draw: (atMs: number, k: number) => string): string {
  return Array.from({ length: times }, (_, k) => draw(k * everyMs, k)).join('\n')
}

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
