import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAllWays } from './readAllWays.ts'

/** Reads in all three ways and returns how many spans came the fast way. */
async function expectAlike(format: string, bytes: Uint8Array, sliceBytes?: number): Promise<number> {
  const { general, typescript, kernel, fastSpans, kernelSpans } = await readAllWays(format, bytes, sliceBytes)
  expect(typescript).toEqual(general)
  expect(kernel).toEqual(general)
  expect(kernelSpans).toBeLessThanOrEqual(fastSpans)
  return fastSpans
}

const encode = (text: string) => new TextEncoder().encode(text)

describe('spans of OTLP JSON in any writing', () => {
  const hex = (digits: number) =>
    fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: digits, maxLength: digits }),
      fc.constantFrom('', '0'.repeat(digits), 'AAAAAAAAAAE=', 'EjRWeJq83vASNFZ4mrze8A==', 'no id', '0x12', null, 7),
    )
  const time = fc.oneof(
    fc.bigInt({ min: 1772438400000000000n, max: 1772438400000001000n }).map(String),
    fc.constantFrom(
      '0',
      0,
      '',
      null,
      '1',
      5,
      1772438400000000000,
      '9223372036854775807',
      '9223372036854775808',
      '9223372035999999999',
      '18446744073709551615',
      '99999999999999999999',
      '-5',
      '1e18',
      1.5,
      'abc',
      '0001772438400000000',
      true,
      {},
      '2147483648999999999',
      '4294967296000000000',
      '9007199254740993',
      123456789,
      '1000000000',
    ),
  )
  const other = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.string({ unit: 'binary' }))
  const span = fc.record(
    {
      traceId: hex(32),
      trace_id: hex(32),
      spanId: hex(16),
      parentSpanId: hex(16),
      parent_span_id: hex(16),
      name: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', null, 5, 'a\\"b', '\u{1f600}', '\ud83d')),
      startTimeUnixNano: time,
      end_time_unix_nano: time,
      endTimeUnixNano: time,
      kind: fc.constantFrom(
        0,
        1,
        5,
        6,
        -1,
        1.0,
        '3',
        'SPAN_KIND_CLIENT',
        'SPAN_KIND_CONSUMER',
        'client',
        'x',
        null,
        {},
      ),
      status: fc.constantFrom(
        {},
        null,
        [],
        5,
        { code: 2 },
        { code: '1' },
        { code: 'STATUS_CODE_ERROR' },
        { code: 3 },
        { message: 'm' },
        { message: 'm', code: 2 },
        { deprecatedCode: 2 },
        { deprecated_code: 0 },
        { code: null },
        { co: 1, coder: 2 },
      ),
      flags: fc.constantFrom(0, 1, 257, 769, 1e9, 4294967295, '1', null, -1, 1.5),
      attributes: other,
      more: other,
    },
    { requiredKeys: ['traceId', 'spanId', 'name', 'startTimeUnixNano', 'endTimeUnixNano'] },
  )

  test('are read as the general reader reads them', async () => {
    const writing = fc.constantFrom(undefined, 1, '\t', '\r\n ')
    const order = fc.array(fc.nat(20), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(fc.array(span, { maxLength: 6 }), writing, order, async (spans, indent, turns) => {
        const turned = spans.map((one, i) => {
          const entries = Object.entries(one)
          const turn = (turns[i % Math.max(1, turns.length)] ?? 0) % entries.length
          return Object.fromEntries([...entries.slice(turn), ...entries.slice(0, turn)])
        })
        const document = { resourceSpans: [{ scopeSpans: [{ spans: turned }] }] }
        await expectAlike('otlp-json', encode(JSON.stringify(document, undefined, indent)))
      }),
      { numRuns: 300 },
    )
  }, 60_000)

  test.each([
    '{"traceId":"T","spanId":"S","name":"a","name":"b","startTimeUnixNano":"5","endTimeUnixNano":"6"}',
    '{"traceId":"T","spanId":"S","n\\u0061me":"a","startTimeUnixNano":"5","endTimeUnixNano":"6"}',
    '{"traceId":"T","spanId":"S","name":"a","startTimeUnixNano":05,"endTimeUnixNano":6}',
    '{"traceId":"T","spanId":"S","name":"a","startTimeUnixNano":"5","endTimeUnixNano":"6","status":{"c\\u006fde":2}}',
    '{"traceId":"T","spanId":"S","name":"a","startTimeUnixNano":"5","endTimeUnixNano":"6","status":{"code":1,}}',
    '{"traceId":"T","spanId":"S","name":"a","startTimeUnixNano":"5","endTimeUnixNano":"6","kind":1.0,"flags":1e0}',
    '{"traceId":"T","spanId":"S","name":"a","startTimeUnixNano":"5","endTimeUnixNano":"6","__proto__":{"kind":3}}',
    `{"traceId":"T","spanId":"S","name":"a","startTimeUnixNano":"5","endTimeUnixNano":"6","d":${'['.repeat(250)}${']'.repeat(250)}}`,
    '{"traceId":"T","spanId":"S","name":"a\tb","startTimeUnixNano":"5","endTimeUnixNano":"6"}',
    '{"traceId":"T","spanId":"S","name":"a","startTimeUnixNano":"5","endTimeUnixNano":"6","x":[1,-0,1.5e-3,-]}',
    '{"traceId":"T","spanId":"S","name":"a","startTimeUnixNano":"5","endTimeUnixNano":"6","x":tru}',
  ])('such as %s', async (written) => {
    const odd = written.replace('"T"', `"${'a1'.repeat(16)}"`).replace('"S"', `"${'b2'.repeat(8)}"`)
    const even = `{"traceId":"${'c3'.repeat(16)}","spanId":"${'d4'.repeat(8)}","name":"c","startTimeUnixNano":"7","endTimeUnixNano":"9"}`
    const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[${even},${odd},${even}]}]}]}`
    expect(await expectAlike('otlp-json', encode(text))).toBeGreaterThanOrEqual(2)
  })
})

describe('what lies around the spans of OTLP JSON, in any writing', () => {
  const named = (name: string) => ({ attributes: [{ key: 'service.name', value: { stringValue: name } }] })
  const resource = fc.constantFrom<unknown>(
    named('shop'),
    named('shop'),
    named('cart'),
    named(''),
    { attributes: [] },
    {},
    null,
    [],
    'x',
    { attributes: [{ key: 'service.name', value: { stringValue: 'a\ud83d' } }] },
    { attributes: [{ key: 'id', value: { intValue: 12345678901234567890n.toString() } }, ...named('cart').attributes] },
  )
  const span = fc.constantFrom<unknown>(
    ...[
      '',
      'a',
      'b',
      'a long name of a span, longer than a block or two of the kernel, and longer than what it keeps',
    ].map((name, i) => ({
      traceId: 'a1b2c3d4'.repeat(4),
      spanId: `00000000000000a${i}`,
      name,
      startTimeUnixNano: '1772438400000000000',
      endTimeUnixNano: '1772438400000000009',
    })),
    null,
    5,
  )
  const text = fc.constantFrom<unknown>('http://schema', '', null, 5, 'a\\"b')
  const spans = fc.oneof(
    { weight: 5, arbitrary: fc.array(span, { maxLength: 3 }) },
    fc.constantFrom<unknown>(null, {}, 'x'),
  )
  /** Members by key, in any order, the usual one most of the time; now and then one twice. */
  const object = (members: Record<string, fc.Arbitrary<unknown>>, odd: Record<string, fc.Arbitrary<unknown>>) => {
    const member = ([key, value]: [string, fc.Arbitrary<unknown>]) => fc.tuple(fc.constant(key), value)
    const usual = fc.tuple(...Object.entries(members).map(member))
    const more = fc.array(fc.oneof(...Object.entries({ ...members, ...odd }).map(member)), { maxLength: 1 })
    return fc.tuple(usual, more, fc.constantFrom(0, 0, 0, 1)).map(([entries, others, turn]) => {
      const all = [...entries.slice(turn), ...entries.slice(0, turn), ...others]
      return `{${all.map(([key, value]) => `"${key}":${typeof value === 'string' && /^[[{]/.test(value) ? value : JSON.stringify(value)}`).join()}}`
    })
  }
  const list = (item: fc.Arbitrary<string>) => fc.array(item, { maxLength: 3 }).map((items) => `[${items.join()}]`)
  const scope = object(
    { scope: fc.constantFrom<unknown>({ name: 's' }, {}, { name: 't' }), spans },
    { schemaUrl: text, other: text, scope: fc.constant(null), instrumentationLibrary: fc.constant({}) },
  )
  const group = object(
    { resource, scopeSpans: list(scope) },
    { schemaUrl: text, attributes: spans, spans, scope_spans: list(scope), instrumentationLibrarySpans: list(scope) },
  )
  const request = object({ resourceSpans: list(group) }, { resource, resourceLogs: text, resource_spans: list(group) })

  test('is read as the general reader reads it', async () => {
    const between = fc.constantFrom('\n', '\n', '\r\n', '\n\n', ' \n ', ',\n', ' x\n', '')
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 5 }), between, async (requests, gap) => {
        await expectAlike('otlp-json', encode(requests.join(gap)))
      }),
      { numRuns: 400 },
    )
  }, 60_000)

  test('is taken with them, as long as there is room for it', async () => {
    const many = `{"resourceSpans":[{"resource":${JSON.stringify(named('shop'))},"scopeSpans":[{"spans":[${Array.from(
      { length: 2100 },
      (_, i) =>
        `{"traceId":"${'a1'.repeat(16)}","spanId":"${(i + 1).toString(16).padStart(16, '0')}","name":"n${i}","startTimeUnixNano":"7","endTimeUnixNano":"9"}`,
    ).join()}]}]}]}`
    const few = many.replace(/,\{"traceId":.*\}(?=\]\}\]\}\]\})/, '')
    const lines = [few, many, ...Array.from({ length: 600 }, () => few)].join('\n')
    expect(await expectAlike('otlp-jsonl', encode(lines))).toBe(2701)
  })
})
