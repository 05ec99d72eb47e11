import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recordingSink } from '../../../testing/recordingSink.ts'
import { type ByteSource, bytesSource } from '../../model/byteSource.ts'
import { csvSpans } from '../csv/csvSpans.ts'
import { parseLiteral } from '../fields/literalText.ts'
import type { Format } from '../format.ts'
import { chromeTrace } from '../vendors/chromeTrace.ts'
import { phoenix } from '../vendors/phoenix.ts'
import { cppConsole } from './cppConsole.ts'
import { dotnetConsole } from './dotnetConsole.ts'
import { genkit } from './genkit.ts'
import { goStdouttrace } from './goStub.ts'
import { jsConsole } from './jsConsole.ts'
import { jsReadable } from './jsReadable.ts'
import { nextTrace } from './nextTrace.ts'
import { phpConsole } from './phpConsole.ts'
import { pythonConsole } from './pythonConsole.ts'
import { rustConsole } from './rustConsole.ts'
import { swiftConsole } from './swiftConsole.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const ID = '00f067aa0ba902b7'

/** A span as text; spans of one text may follow each other. */
const TEXTS: readonly [Format, head: string, span: string][] = [
  [
    jsConsole,
    'started\n',
    `{\n  traceId: '${TRACE}',\n  id: '${ID}',\n  name: 'é',\n  timestamp: 5,\n  events: [\n    {\n      name: 'a'\n    }\n  ]\n}\n`,
  ],
  [dotnetConsole, 'info: x\n', `Activity.TraceId: ${TRACE}\nActivity.SpanId: ${ID}\nActivity.Tags:\n    é: 1\n\n`],
  [rustConsole, 'Resource\n\t ->  é=I64(1)\n', `Span #0\n\tTraceId     : ${TRACE}\n\tSpanId      : ${ID}\n`],
  [cppConsole, 'x\n', `{\n  name          : é\n  trace_id      : ${TRACE}\n  span_id       : ${ID}\n}\n`],
  [csvSpans, 'trace_id,span_id,name,start_ns\n', `${TRACE},${ID},"é\n""x""",1760000000000000000\n`],
]

const JSON_FORMATS = [
  ...[chromeTrace, genkit, goStdouttrace, jsReadable],
  ...[nextTrace, phoenix, phpConsole, pythonConsole, swiftConsole],
]

/** A source that gives at most a few bytes at a time, after `wholeReads` reads that get all they ask for. */
function inCrumbs(bytes: Uint8Array, crumb: number, wholeReads: number): ByteSource {
  const whole = bytesSource(bytes)
  let reads = 0
  return {
    size: whole.size,
    read: (from, to) => whole.read(from, reads++ < wholeReads ? to : Math.min(to, from + crumb)),
  }
}

/** Reads all, details too. */
async function readAll(format: Format, bytes: Uint8Array, source = bytesSource(bytes)) {
  const sink = recordingSink()
  await format.read(source, sink)
  for (const { at, byteLength, context } of sink.spans) {
    const { resource, scope } = sink.contexts[context]
    await format.readDetails(bytesSource(bytes), {
      span: { byte: at.byte, byteLength },
      fragments: [],
      resource,
      scope,
    })
  }
  return sink
}

describe.each(TEXTS.map(([format, head, span]) => [format.id, format, head, span] as const))(
  '%s',
  (_, format, head, span) => {
    const bytes = new TextEncoder().encode(head + span.repeat(3))
    const headBytes = new TextEncoder().encode(head).length
    const spanBytes = new TextEncoder().encode(span).length

    test('any prefix keeps every span that is complete before the cut', async () => {
      for (let end = 0; end <= bytes.length; end++) {
        const complete = Math.max(0, Math.floor((end - headBytes) / spanBytes))
        const { spans } = await readAll(format, bytes.slice(0, end))
        expect(spans.length).toBeGreaterThanOrEqual(complete)
        expect(spans.length).toBeLessThanOrEqual(complete + 1)
      }
    })

    test('reads the same in slices of any size', async () => {
      const whole = await readAll(format, bytes)
      expect(whole.spans).toHaveLength(3)
      const lookFirst = format === csvSpans ? 1 : 0
      for (const crumb of [1, 2, 7, 50]) {
        const { spans, contexts, problems } = await readAll(format, bytes, inCrumbs(bytes, crumb, lookFirst))
        expect(spans).toEqual(whole.spans)
        expect([contexts, problems]).toEqual([whole.contexts, whole.problems])
      }
    })

    test('bytes of any kind in place of some of a span do no harm', async () => {
      const damage = fc.tuple(fc.nat(bytes.length), fc.uint8Array({ maxLength: 20 }))
      await fc.assert(
        fc.asyncProperty(damage, async ([at, junk]) => {
          const damaged = Uint8Array.from([...bytes.slice(0, at), ...junk, ...bytes.slice(at + junk.length)])
          await readAll(format, damaged)
        }),
        { numRuns: 300, seed: 7 },
      )
    })
  },
)

test.each(JSON_FORMATS.map((format) => [format.id, format] as const))(
  '%s reads any JSON without throwing',
  async (_, format) => {
    const keys = fc.constantFrom(
      ...['traceId', 'spanId', 'id', 'context', 'SpanContext', 'Parent', 'Attributes', 'Events', 'Links', 'Resource'],
      ...['spans', '_spanContext', 'startTime', 'ph', 'ts', 'args', 'name', 'kind', 'status', 'parent_id', '__proto__'],
      ...[
        'attributes',
        'events',
        'links',
        'resource',
        'span',
        'traceFlags',
        'traceState',
        'timestamp',
        'tags',
        'timeEvents',
      ],
    )
    const ids = fc.constantFrom(TRACE, ID, 'X', 'B', 'E', 'b', 'M', '')
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), ids, fc.array(tie('tree')), fc.dictionary(keys, tie('tree'))),
    }))
    const span = fc.record({
      context: fc.constant({ trace_id: TRACE, span_id: ID }),
      SpanContext: fc.constant({ TraceID: TRACE, SpanID: ID }),
      _spanContext: fc.constant({ traceId: TRACE, spanId: ID }),
      traceId: fc.constant(TRACE),
      spanId: fc.constant(ID),
      id: fc.constant(ID),
      ph: ids,
      rest: tree,
    })
    const mixed = fc.tuple(span, fc.dictionary(keys, tree)).map(([known, others]) => ({ ...others, ...known }))
    await fc.assert(
      fc.asyncProperty(fc.oneof(tree, fc.array(mixed), mixed), async (value) => {
        await readAll(format, new TextEncoder().encode(JSON.stringify(value)))
      }),
      { numRuns: 60, seed: 7 },
    )
  },
)

test('any text is a literal or none', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    "'",
    '"',
    '`',
    '\\',
    ' ',
    '\n',
    '...',
    'a',
    '1',
    '[Object]',
    '<ref *1>',
    '=>',
    '+',
    '//',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
      parseLiteral(parts.join(''))
    }),
    { numRuns: 2000, seed: 7 },
  )
})
