import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { trafficText } from '../../testing/trafficText.ts'
import type { ByteSource } from '../model/byteSource.ts'
import { DiagnosticCollector } from '../model/diagnostic.ts'
import { SpanColumns } from '../model/spanColumns.ts'
import type { SpanSink } from '../model/spanRecord.ts'
import { formatById } from './formats.ts'

const CORPUS = new URL('../../../../shared/corpus/', import.meta.url)

/** Formats that have a fast reader. */
const FAST = ['otlp-json', 'otlp-jsonl', 'zipkin-v2', 'zipkin-ndjson', 'jaeger', 'flat-us', 'flat-ndjson']
/** Formats of which each line is a document. */
const LINES = ['otlp-jsonl', 'zipkin-ndjson', 'flat-ndjson']

const readerOf = (format: string) => formatById(format === 'zipkin-ndjson' ? 'zipkin-v2' : format)

/** A source that hands out at most so many bytes at a time. */
function slicedSource(bytes: Uint8Array, sliceBytes: number): ByteSource {
  return {
    size: bytes.length,
    read: (from, to) => Promise.resolve(bytes.subarray(from, Math.min(to, from + sliceBytes))),
  }
}

interface Reading {
  /** Spans that the fast reader took. */
  readonly fast: number
  readonly columns: object
  readonly diagnostics: object
}

/** Who reads: the general reader, the tokenizer in TypeScript, or the kernel. */
type Reader = 'general' | 'TypeScript' | 'kernel'

async function read(format: string, source: ByteSource, reader: Reader): Promise<Reading> {
  const columns = new SpanColumns()
  const collector = new DiagnosticCollector()
  const sink = columns.sink(columns.addFile(), collector.report, () => {})
  let fast = 0
  const { batches } = sink
  const counting: SpanSink['batches'] = batches && {
    useKernel: reader === 'kernel',
    internText: batches.internText,
    addBatch: (words, count, base) => {
      fast += count
      batches.addBatch(words, count, base)
    },
  }
  await readerOf(format)?.read(source, { ...sink, batches: reader === 'general' ? undefined : counting })
  return { fast, columns: plain(columns), diagnostics: collector.groups() }
}

/** All that was read, the unused ends of the columns cut off. */
function plain({ spans, contexts, texts, traces }: SpanColumns): object {
  const cut = (columns: object, length: number) =>
    Object.fromEntries(
      Object.entries(columns).map(([key, column]) => {
        const words = key === 'spanId' || key === 'parentSpanId' ? 2 : 1
        return [key, ArrayBuffer.isView(column) ? [...(column as Uint32Array).subarray(0, words * length)] : column]
      }),
    )
  return {
    spans: cut(spans, spans.length),
    contexts: cut(contexts, contexts.length),
    texts: texts.texts,
    traces: [...traces.words.subarray(0, 4 * traces.length)],
    rawIds: traces.rawIds,
  }
}

/** Reads in all three ways and returns how many spans came the fast way. */
async function expectAlike(format: string, bytes: Uint8Array, sliceBytes = bytes.length): Promise<number> {
  const general = await read(format, slicedSource(bytes, sliceBytes), 'general')
  const fast = await read(format, slicedSource(bytes, sliceBytes), 'TypeScript')
  expect(fast.columns).toEqual(general.columns)
  expect(fast.diagnostics).toEqual(general.diagnostics)
  const kernel = await read(format, slicedSource(bytes, sliceBytes), 'kernel')
  expect(kernel.columns).toEqual(general.columns)
  expect(kernel.diagnostics).toEqual(general.diagnostics)
  expect(kernel.fast).toBeLessThanOrEqual(fast.fast)
  return fast.fast
}

const encode = (text: string) => new TextEncoder().encode(text)

describe.each(FAST)('%s, read fast', (format) => {
  test('is read alike, and all of it fast', async () => {
    const text = trafficText(format, 500, 1)
    const all = format.startsWith('flat') ? 499 : 500
    expect(await expectAlike(format, encode(text))).toBe(all)
    if (!LINES.includes(format)) {
      const printed = JSON.stringify(JSON.parse(text), undefined, 2)
      expect(await expectAlike(format, encode(printed))).toBe(all)
    }
  })

  test('is read alike in slices that end anywhere', async () => {
    const bytes = encode(trafficText(format, 20, 2))
    for (const sliceBytes of [1, 7, 100, 1000, 5000]) await expectAlike(format, bytes, sliceBytes)
  }, 60_000)

  test('is read alike wherever it is cut off', async () => {
    const bytes = encode(trafficText(format, 3, 3))
    for (let end = 0; end < bytes.length; end += 7) await expectAlike(format, bytes.subarray(0, end))
  }, 60_000)

  test('is read alike with bytes changed, lost and put in', async () => {
    const bytes = encode(trafficText(format, 12, 4))
    const edit = fc.record({
      at: fc.nat(bytes.length - 1),
      lost: fc.constantFrom(0, 1, 1, 2, 300),
      put: fc.constantFrom(
        '',
        '"',
        '\\',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '\n',
        ' ',
        '0',
        '1',
        '-',
        '.',
        'e5',
        'null',
        'true',
        'a',
        'Z',
        '\u0001',
        'é',
        '\\n',
        '\\u00e9',
        '\\ud83d',
        '\\x',
        '"a":1,',
        '""',
      ),
      raw: fc.option(fc.integer({ min: 0x80, max: 0xff }), { nil: undefined }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        let mutated = bytes
        for (const { at, lost, put, raw } of edits) {
          const middle = raw === undefined ? encode(put) : Uint8Array.of(raw)
          mutated = Uint8Array.from([...mutated.subarray(0, at), ...middle, ...mutated.subarray(at + lost)])
        }
        await expectAlike(format, mutated)
      }),
      { numRuns: 150 },
    )
  }, 60_000)
})

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

describe('spans of other formats in any writing', () => {
  const id = (digits: number) =>
    fc.oneof(
      { weight: 6, arbitrary: fc.constant('a1b2c3d4'.repeat(digits / 8)) },
      { weight: 1, arbitrary: fc.constantFrom('A1B2C3D4E5F60718', '', '0', '0'.repeat(digits), 'abc', null, 12) },
      { weight: 1, arbitrary: fc.constantFrom('00000000000000001122334455667788', '1122334455667788', '0x1122', {}) },
    )
  const usually = <T>(usual: T, ...odd: unknown[]) =>
    fc.oneof({ weight: 5, arbitrary: fc.constant<unknown>(usual) }, { weight: 2, arbitrary: fc.constantFrom(...odd) })
  const micros = usually(1772438400000123, 0, -1, null, '1772438400000123', 1.5, 2 ** 53, 1e20, 'x', [1, 2])
  const duration = usually(250, 0, -1, null, '7', 1.25, 1e13, 9e12, 1e30, 'x', '12ms')
  const kind = usually('SERVER', 'server', 'Client', 'SPAN_KIND_CLIENT', 'x', '', null, 3, 9, 'SpanKind.PRODUCER')
  const flag = usually(true, false, null, 'true', 1, 'x', {})
  const tags = fc.dictionary(
    fc.constantFrom('error', 'otel.status_code', 'span.kind', 'a'),
    usually('ERROR', 'OK', 'UNSET', '', null, 5),
  )
  const tag = fc.record({
    key: usually('a', 'error', 'span.kind', 'otel.status_code', 'err\u006fr', 5, null),
    type: usually('string', 'bool', null),
    value: usually('server', 'ERROR', 'client', 'x', true, false, null, 5, { a: [] }),
  })
  const reference = fc.record(
    {
      refType: usually('CHILD_OF', 'FOLLOWS_FROM', 'child_of', null, 5),
      traceID: id(32),
      spanID: usually('1122334455667788', '99aabbccddeeff00', '', '0', 'abc', null),
    },
    { requiredKeys: ['traceID', 'spanID'] },
  )
  const spans: Readonly<Record<string, fc.Arbitrary<object>>> = {
    'zipkin-v2': fc.record(
      {
        traceId: id(32),
        id: id(16),
        parentId: id(16),
        name: usually('get', '', null, 5),
        kind,
        timestamp: micros,
        duration,
        localEndpoint: usually(
          { serviceName: 'shop', port: 1 },
          {},
          { serviceName: '' },
          { serviceName: 5 },
          null,
          'x',
        ),
        tags,
        shared: flag,
        debug: flag,
      },
      { requiredKeys: ['traceId', 'id', 'timestamp', 'duration'] },
    ),
    jaeger: fc.record(
      {
        traceID: id(32),
        spanID: id(16),
        operationName: usually('get', '', null, 5),
        startTime: micros,
        duration,
        processID: usually('p1', 'p2', '', null, 1),
        references: fc.oneof(fc.array(reference, { maxLength: 3 }), fc.constantFrom(null, {}, [null], [[]])),
        tags: fc.oneof(fc.array(tag, { maxLength: 5 }), fc.constantFrom(null, {}, [null], [[]], ['x'])),
        flags: usually(1, 0, null, '1', -1, 1.5, 1e12),
        parentSpanID: usually('', 'aabbccddeeff0011', null),
      },
      { requiredKeys: ['traceID', 'spanID', 'operationName', 'startTime', 'duration', 'processID'] },
    ),
    'flat-us': fc.record(
      {
        traceId: id(32),
        spanId: id(16),
        parent_id: id(16),
        name: usually('get', '', null, 5),
        resource: usually({ a: 1 }, 'r', null, []),
        service: usually('shop', '', null, { name: 'cart' }),
        kind,
        timestamp: micros,
        duration,
        endTime: micros,
        status: usually({ code: 'OK' }, 'ERROR', 'Ok', 2, '', null, {}, { code: 2 }, { status_code: 1 }, { code: 'x' }),
        flags: usually(1, 257, '01', null, 1.5),
        error: usually(false, true, null),
      },
      { requiredKeys: ['traceId', 'spanId', 'name', 'service', 'timestamp', 'duration'] },
    ),
  }

  test.each(Object.entries(spans))(
    '%s: are read as the general reader reads them',
    async (format, span) => {
      const writing = fc.constantFrom(undefined, 1)
      await fc.assert(
        fc.asyncProperty(fc.array(span, { minLength: 1, maxLength: 8 }), writing, async (list, indent) => {
          const processes = { p1: { serviceName: 'shop', tags: [] } }
          const document = format === 'jaeger' ? { data: [{ traceID: 'x', spans: list, processes }] } : list
          await expectAlike(format, encode(JSON.stringify(document, undefined, indent)))
        }),
        { numRuns: 300 },
      )
    },
    60_000,
  )
})

describe.skipIf(!existsSync(CORPUS))('the shared corpus (skipped without ../shared)', () => {
  const folders = existsSync(CORPUS) ? readdirSync(CORPUS).filter((name) => formatById(name) !== undefined) : []
  test.each(folders)('%s is read alike', async (format) => {
    const folder = new URL(`${format}/`, CORPUS)
    for (const file of readdirSync(folder)) {
      const bytes = readFileSync(new URL(file, folder))
      await expectAlike(format, bytes)
      await expectAlike(format, bytes.subarray(0, Math.floor(bytes.length * 0.7)))
    }
  })
})
