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
