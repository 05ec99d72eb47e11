import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPastedText } from './pastedText.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

function reasonsOf(text: string): readonly string[] | undefined {
  const pasted = readPastedText(text)
  return pasted.kind === 'malformed' ? pasted.reasons : undefined
}

test('a malformed traceparent gets every reason', () => {
  expect(reasonsOf('00-0af7651916cd43dd8448eb211c80319-cb3c1c71a3c1f46-01')).toEqual([
    'trace-id has 31 hex digits, needs 32',
    'parent-id has 15 hex digits, needs 16',
  ])
  expect(reasonsOf(`ff-${TRACE}-${SPAN}-01`)).toEqual(['version ff is forbidden'])
  expect(reasonsOf(`00-${TRACE}-0000000000000000-1`)).toEqual([
    'parent-id is all zeros, which means none',
    'trace-flags has 1 hex digit, needs 2',
  ])
  expect(reasonsOf(`00-${TRACE.replace('9', 'g')}-${SPAN}-01-x`)).toEqual([
    'trace-id has “g” as character 4, which is no hex digit',
    'version 00 must end after trace-flags, but “-x” follows',
  ])
  expect(reasonsOf(`00-${TRACE}-${SPAN}`)).toEqual(['trace-flags is missing, needs 2 hex digits'])
})

test('what is whole in a malformed header is offered for a look-up', () => {
  expect(readPastedText(`00-${TRACE}-${SPAN}-001`)).toMatchObject({ perhaps: { traceId: TRACE, spanId: SPAN } })
  expect(readPastedText('00-0af7651916cd43dd8448eb211c80319-cb3c1c71a3c1f46-01')).toMatchObject({
    perhaps: { traceId: '00af7651916cd43dd8448eb211c80319', spanId: undefined },
  })
  expect(readPastedText(TRACE.slice(1))).toMatchObject({
    reasons: ['trace-id has 31 hex digits, needs 32'],
    perhaps: { traceId: `0${TRACE.slice(1)}` },
  })
})

test('a traceparent tells its version, flags and tracestate', () => {
  expect(readPastedText(`traceparent: 00-${TRACE}-${SPAN}-03\ntracestate: vendor=a,other=b`)).toMatchObject({
    kind: 'ids',
    ids: {
      form: 'traceparent',
      version: 0,
      flags: 3,
      sampled: true,
      traceState: [
        { key: 'vendor', value: 'a' },
        { key: 'other', value: 'b' },
      ],
      warnings: [],
    },
  })
})

test('a broken tracestate spoils nothing but itself', () => {
  expect(readPastedText(`traceparent: 00-${TRACE}-${SPAN}-01\ntracestate: A=1`)).toMatchObject({
    kind: 'ids',
    ids: { traceId: TRACE, warnings: ['tracestate key “A” is not allowed; the tracestate is to be discarded'] },
  })
})

test.each([
  ['in quotes', `"00-${TRACE}-${SPAN}-01"`],
  ['in backticks', `\`00-${TRACE}-${SPAN}-01\``],
  ['as a header', `TraceParent: 00-${TRACE}-${SPAN}-01`],
  ['as an argument of curl', `curl -v -H 'accept: */*' -H "traceparent: 00-${TRACE}-${SPAN}-01" https://shop.example/`],
  ['as curl -v prints it', `> GET / HTTP/1.1\n> traceparent: 00-${TRACE}-${SPAN}-01\n> accept: */*`],
  ['in a log line', `INFO got traceparent=00-${TRACE}-${SPAN}-01 from gateway`],
  ['in JSON of a log', `{"level":"info","msg":"m","traceparent":"00-${TRACE}-${SPAN}-01","trace_id":"${TRACE}"}`],
  ['as a variable of the environment', `export TRACEPARENT=00-${TRACE}-${SPAN}-01`],
  ['in prose', `see 00-${TRACE}-${SPAN}-01, please`],
  ['as an id in prose', `trace ${TRACE} is torn`],
  ['as B3', `b3: ${TRACE}-${SPAN}-1`],
  ['as a Cloud Trace name', `projects/p/traces/${TRACE}/spans/${SPAN}`],
  ['as a local address without a scheme', `localhost:16686/trace/${TRACE}?uiFind=${SPAN}`],
  ['as escaped JSON', `{\\"trace_id\\":\\"${TRACE}\\",\\"span_id\\":\\"${SPAN}\\"}`],
])('a trace is found %s', (_, text) => {
  expect(readPastedText(text)).toMatchObject({ ids: { traceId: TRACE } })
})

test('names of viewers come from their addresses', () => {
  expect(readPastedText(`http://localhost:16686/trace/${TRACE}`)).toMatchObject({ kind: 'url', ui: 'Jaeger' })
  expect(readPastedText(`https://x.example/?traceId=${TRACE}`)).toMatchObject({ kind: 'url', ui: undefined })
  expect(reasonsOf('https://x.example/')).toEqual(['no trace id was found in the address'])
  expect(reasonsOf(`http://localhost:16686/trace/${TRACE}0`)).toEqual(['trace-id has 33 hex digits, needs 32'])
})

test('sixteen digits have several readings, sixteen hex digits two', () => {
  const forms = (text: string) => {
    const pasted = readPastedText(text)
    return pasted.kind === 'candidates' ? pasted.candidates.map(({ form }) => form) : []
  }
  expect(forms('1180353287662798')).toEqual(['64-bit trace id', 'decimal trace id', 'span id'])
  expect(forms(SPAN)).toEqual(['64-bit trace id', 'span id'])
})

test('two ids in a text are both offered', () => {
  const other = TRACE.replace('4', '5')
  expect(readPastedText(`compare ${TRACE} with ${other}`)).toMatchObject({
    kind: 'candidates',
    candidates: [{ traceId: TRACE }, { traceId: other }],
  })
})

test('numbers beyond 64 bits are no ids', () => {
  expect(readPastedText('18446744073709551615')).toMatchObject({ ids: { traceId: '0000000000000000ffffffffffffffff' } })
  expect(reasonsOf('18446744073709551616')).toEqual([
    '“18446744073709551616” is beyond 64 bits, the most of a decimal id',
  ])
})

test('a decision without a trace is said to be one', () => {
  expect(readPastedText('b3: 0')).toEqual({ kind: 'decision', form: 'B3', sampled: false, debug: false })
})

test.each([
  ['an array', '[{"traceId":"1","id":"2"}]'],
  ['a request', '{"resourceSpans":[]}'],
  ['the beginning of one', '{"resourceSpans":['],
  ['lines of JSON', '{"a":1}\n{"a":2}'],
  ['a flat span', `{"traceId":"${TRACE}","spanId":"${SPAN}","name":"a","start":1,"duration":2}`],
  ['a long text', 'x'.repeat(3000)],
])('%s is a dump', (_, text) => {
  expect(readPastedText(text)).toEqual({ kind: 'dump' })
})

/** A span as the console exporter of OpenTelemetry Python prints it. */
const PRINTED = JSON.stringify(
  {
    name: 'a',
    context: { trace_id: `0x${TRACE}`, span_id: `0x${SPAN}`, trace_state: '[]' },
    kind: 'SpanKind.INTERNAL',
    parent_id: null,
    start_time: '2026-03-02T08:00:00Z',
    end_time: '2026-03-02T08:00:01Z',
  },
  undefined,
  4,
)

test.each([
  ['after a line of a log', `Serving on port 5000\n${PRINTED}\n${PRINTED}`],
  ['after one in square brackets', `[info] Serving\n${PRINTED}`],
  ['after a stray bracket', `{ not closed "\nServing\n${PRINTED}`],
  ['before a cut', `Serving\n${PRINTED}\n${PRINTED.slice(0, 80)}`],
])('spans on a console are a dump, %s', (_, text) => {
  expect(readPastedText(text)).toEqual({ kind: 'dump' })
})

test.each([
  ['one', `Serving on port 5000\n{"level":"info","msg":"served","trace_id":"${TRACE}","span_id":"${SPAN}"}`],
  ['one over several lines', `got\n{\n  "trace_id": "${TRACE}",\n  "span_id": "${SPAN}",\n  "message": "served"\n}`],
])('records of a log after a line of it are no dump, %s', (_, text) => {
  expect(readPastedText(text)).toMatchObject({ ids: { traceId: TRACE, spanId: SPAN } })
})

test('nothing and nonsense are said to be so', () => {
  expect(reasonsOf('  ')).toEqual(['the text is empty'])
  expect(reasonsOf('hello world')).toHaveLength(1)
  expect(reasonsOf('0:1:0:1')).toEqual(['trace-id is zero, which means none'])
  expect(reasonsOf('b3: nonsense')?.length).toBeGreaterThan(0)
})

test('no text makes it throw, or take long', () => {
  const pieces = fc.constantFrom(
    '-',
    ':',
    '=',
    '/',
    '[',
    ',',
    '"',
    "'",
    '%3A',
    '%',
    ' ',
    '\n',
    'trace_id',
    'traceparent',
    'b3',
    'http://',
    '00',
    TRACE,
    SPAN,
    '-H ',
    '\\',
  )
  const texts = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 60 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      expect(readPastedText(text).kind).toBeDefined()
    }),
    { numRuns: 500 },
  )
  const startedMs = performance.now()
  for (const unit of [...'"-:/= ,[\\aA0%', '-H ', 'trace_id=', 'a/', '\n', '[,', 'http://', '&a']) {
    for (const head of ['', 'curl ', 'http://h/', '00-', 'x/traces/'])
      readPastedText(`${head}${unit.repeat(32_000 / unit.length - 20)}!`)
    readPastedText(`${unit.repeat(2000 / unit.length)}!`)
  }
  expect(performance.now() - startedMs).toBeLessThan(5000)
})
