import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ByteSource, bytesSource, textSource } from '../../model/byteSource.ts'
import { type JsonCursor, type JsonVisitor, walkJson } from './jsonWalk.ts'

interface Walked {
  readonly taken: unknown[]
  /** `code byte:line` */
  readonly problems: string[]
}

/** Walks, taking the objects below an array under the key `s`; without such a key, the objects that are documents. */
async function walk(source: ByteSource | string, visitor: Partial<JsonVisitor> = {}): Promise<Walked> {
  const walked: Walked = { taken: [], problems: [] }
  const hasList = typeof source !== 'string' || source.includes('"s"')
  const isWanted = (cursor: JsonCursor) => (hasList ? cursor.key(1) === 's' : cursor.depth === 0)
  await walkJson(
    typeof source === 'string' ? textSource(source) : source,
    {
      onValue: (cursor) => (cursor.type === 'object' && isWanted(cursor) ? 'take' : 'enter'),
      onTaken: (_cursor, value) => walked.taken.push(value),
      ...visitor,
    },
    (code, at) => walked.problems.push(`${code} ${at.byte}:${at.line}`),
    () => {},
  )
  return walked
}

/** A source that hands out its bytes a few at a time, whatever is asked for. */
function drip(text: string, step: number): ByteSource {
  const whole = textSource(text)
  return { size: whole.size, read: (from, to) => whole.read(from, Math.min(to, from + step)) }
}

describe('documents', () => {
  test('one, one a line, and one after the other', async () => {
    expect((await walk('{"a":1}')).taken).toEqual([{ a: 1 }])
    expect((await walk('{"a":1}\r\n\r\n{"a":2}\r\n')).taken).toEqual([{ a: 1 }, { a: 2 }])
    expect((await walk('{"a":1}{"a":2}\n{\n"a":3\n}\n{\n"a":4}')).taken).toEqual([
      { a: 1 },
      { a: 2 },
      { a: 3 },
      { a: 4 },
    ])
    expect((await walk('{"a":1},\n{"a":2},\n')).problems).toEqual([])
  })

  test('a byte order mark means nothing, text before the first value is told', async () => {
    expect(await walk('\uFEFF{"a":1}')).toEqual({ taken: [{ a: 1 }], problems: [] })
    expect(await walk('pod-1 | {"a":1}')).toEqual({ taken: [{ a: 1 }], problems: ['input.noise 0:1'] })
    expect(await walk('hello\nworld\n{"a":1}\nbye')).toEqual({
      taken: [{ a: 1 }],
      problems: ['input.noise 0:1', 'input.noise 6:2', 'json.syntax 20:4'],
    })
  })

  test('scalars are documents too', async () => {
    expect(await walk('12\n"x"\nnull\ntrue')).toEqual({ taken: [], problems: [] })
  })
})

describe('what is broken costs the value it stands in', () => {
  test('a bad line', async () => {
    expect(await walk('{"a":1}\n{"a":2,\n{"a":3}\n{"a":"x\n{"a":5}\n')).toEqual({
      taken: [{ a: 1 }, { a: 3 }, { a: 5 }],
      problems: ['json.syntax 15:2', 'json.syntax 29:4'],
    })
  })

  test('a quote that is missing', async () => {
    expect(await walk('{"s":[{"n":"foo,"k":2},{"n":2}]}')).toEqual({
      taken: [{ n: 2 }],
      problems: ['json.syntax 17:1'],
    })
    expect((await walk('{"s":[{"n":"foo},{"k":2},{"n":3}]}')).taken).toEqual([{ k: 2 }, { n: 3 }])
    expect((await walk('{"s":[\n{"n":"foo\n},\n{"n":2}\n]}')).taken).toEqual([{ n: 2 }])
    expect((await walk('{"s":[{"n":"say "hi" there"},{"n":2}]}')).taken).toEqual([{ n: 2 }])
  })

  test('a comma or a colon that is missing, a comma too many', async () => {
    expect(await walk('{"s":[{"n":1} {"n":2},]}')).toEqual({
      taken: [{ n: 1 }, { n: 2 }],
      problems: ['json.syntax 14:1'],
    })
    expect((await walk('{"x" 1,"s":[{"n":1}]}')).taken).toEqual([{ n: 1 }])
    expect((await walk('{"x":,"s":[{"n":1}]}')).taken).toEqual([{ n: 1 }])
    expect((await walk('{"x":nope,"s":[{"n":1}]}')).problems).toEqual(['json.syntax 5:1'])
  })

  test('a bracket of the wrong kind', async () => {
    expect((await walk('{"s":[{"n":1}},{"s":[{"n":2}]}')).taken).toEqual([{ n: 1 }, { n: 2 }])
    expect((await walk(']]}{"a":1}')).taken).toEqual([{ a: 1 }])
  })

  test('a document that does not end before the next', async () => {
    expect((await walk('{"s":[{"n":1},\n  {"n":2\n{"s":[\n  {"n":3}]}')).taken).toEqual([{ n: 1 }, { n: 3 }])
  })

  test('bytes that are no text are replaced', async () => {
    const bytes = Uint8Array.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d])
    const taken: unknown[] = []
    const visitor: Partial<JsonVisitor> = { onValue: () => 'take', onTaken: (_cursor, value) => taken.push(value) }
    expect((await walk(bytesSource(bytes), visitor)).problems).toEqual(['input.encoding 0:1'])
    expect(taken).toEqual([{ a: '\uFFFD' }])
  })
})

test('keys, depths, places and ends are told', async () => {
  const seen: string[] = []
  const tell = (what: string, cursor: JsonCursor) => {
    const { byte, line } = cursor.at
    seen.push(`${what} ${cursor.type} ${cursor.key()}<${cursor.key(1)} ${cursor.depth} ${byte}:${line}`)
  }
  await walk('{"a":[1,{"b\\u0063":\n"x"}]}', {
    onValue(cursor) {
      tell('value', cursor)
      return 'enter'
    },
    onLeave: (cursor) => tell('end', cursor),
  })
  expect(seen).toEqual([
    'value object -1<-1 0 0:1',
    'value array a<-1 1 5:1',
    'value scalar 0<a 2 6:1',
    'value object 1<a 2 8:1',
    'value string bc<1 3 20:2',
    'end object 1<a 2 8:1',
    'end array a<-1 1 5:1',
    'end object -1<-1 0 0:1',
  ])
})

test('long numbers arrive exactly, escapes and surrogates as text', async () => {
  const text = '{"n":1544712660300000001,"t":"\\ud83d\\ude00 \\"x\\" \\\\"}'
  expect((await walk(text)).taken).toEqual([{ n: 1544712660300000001n, t: '😀 "x" \\' }])
})

test('100,000 levels deep is a diagnostic, entered or taken', async () => {
  const deep = `${'['.repeat(100_000)}{"a":1}${']'.repeat(100_000)}\n{"a":2}`
  expect(await walk(deep)).toMatchObject({ taken: [{ a: 2 }], problems: ['json.depth 200:1'] })
  const taken = await walk(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)
  expect(taken.problems).toEqual(['json.depth 204:1'])
})

test('a source that fails keeps what was read', async () => {
  const text = '{"s":[{"n":1},{"n":2}'
  const whole = drip(text, 16)
  const source = {
    size: whole.size,
    read: (from: number, to: number) => (from > 0 ? Promise.reject(new Error('gone')) : whole.read(from, to)),
  }
  const walked = await walk(source)
  expect(walked.taken).toEqual([{ n: 1 }])
  expect(walked.problems.map((problem) => problem.split(' ')[0])).toEqual(['input.unreadable', 'json.truncated'])
})

const SAMPLE =
  '[{"s":[{"n":"a\\"b","u":"ü😀"},{"n":[1,{"x":"}"}],"m":-1.5e3},\n {"n":null}],"t":"]"},{"s":[{"n":4}]}]\n{"s":[{"n":5}]}'
const SPANS = [{ n: 'a"b', u: 'ü😀' }, { n: [1, { x: '}' }], m: -1500 }, { n: null }, { n: 4 }, { n: 5 }]

test('slices may end anywhere', async () => {
  for (const step of [1, 2, 3, 7]) {
    expect(await walk(drip(SAMPLE, step))).toEqual({ taken: SPANS, problems: [] })
  }
})

test('any prefix keeps each complete span before the cut', async () => {
  const bytes = new TextEncoder().encode(SAMPLE)
  const ends = SPANS.map((_, i) => spanEnd(i))
  for (let cut = 0; cut <= bytes.length; cut++) {
    const { taken, problems } = await walk(bytesSource(bytes.subarray(0, cut)))
    expect(taken).toEqual(SPANS.slice(0, ends.filter((end) => end <= cut).length))
    expect(problems.filter((problem) => !problem.startsWith('json.truncated'))).toEqual([])
  }
})

/** Byte behind the i-th span of SAMPLE. */
function spanEnd(i: number): number {
  const marks = ['"ü😀"}', '3}', 'null}', '4}', '5}']
  const at = SAMPLE.indexOf(marks[i]) + marks[i].length
  return new TextEncoder().encode(SAMPLE.slice(0, at)).length
}

test('any text at all is walked to its end, alike in slices of any size', async () => {
  const words = ['{', '}', '[', ']', '"', ',', ':', '\\', ' ', '"s":', '{"n":1}', '12', 'nul', 'é', '\\u00', '{"s":[{']
  const parts = fc.array(fc.constantFrom(...words), { maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(parts, fc.integer({ min: 1, max: 9 }), async (some, step) => {
      const text = some.join('')
      expect(await walk(drip(text, step))).toEqual(await walk(drip(text, text.length + 1)))
      await walk(text.replaceAll(' ', '\n'))
    }),
    { numRuns: 1000 },
  )
})

test('any JSON value at all is walked without a problem', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.boolean(), async (value, isPretty) => {
      const text = JSON.stringify(value, undefined, isPretty ? 1 : undefined)
      const taken: unknown[] = []
      const { problems } = await walk(text, { onValue: () => 'enter' })
      await walk(text, { onValue: () => 'take', onTaken: (_cursor, parsed) => taken.push(parsed) })
      expect(problems).toEqual([])
      if (typeof value === 'object' && value !== null) expect(taken).toHaveLength(1)
    }),
  )
})
