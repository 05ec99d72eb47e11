import { expect, test } from 'vitest'
import { readWith } from '../../../testing/readWith.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { swiftConsole } from './swiftConsole.ts'

const SPAN = `{
  "attributes": {"route": {"string": {"_0": "/cart"}}, "size": {"int": {"_0": 3}}, "plain": true},
  "duration": 2.5e-5,
  "parentSpanId": "0000000000000000",
  "span": "GET /cart",
  "spanId": "00f067aa0ba902b7",
  "spanKind": "client",
  "start": 781692800.0250001,
  "traceFlags": {"sampled": true},
  "traceId": "0af7651916cd43dd8448eb211c80319c",
  "traceState": {"entries": [{"key": "a", "value": "b"}]}
}`

test('reads seconds since 2001', async () => {
  const { spans, found, details } = await readWith(swiftConsole, `${SPAN}\n${SPAN}`)
  expect(found).toEqual([])
  expect(spans).toHaveLength(2)
  expect(spans[0]).toMatchObject({
    parentSpanId: undefined,
    name: 'GET /cart',
    kind: 3,
    flags: 1,
    startUnixNs: 1760000000025000100n,
    durationNs: 25000n,
  })
  expect(await details(1)).toMatchObject({
    attributes: [
      { key: 'route', value: { type: 'string', value: '/cart' } },
      { key: 'size', value: { type: 'int', value: 3n } },
      { key: 'plain', value: { type: 'bool', value: true } },
    ],
    traceState: 'a=b',
  })
})

test('a bad span costs itself', async () => {
  const bad = SPAN.replace('00f067aa0ba902b7', '')
  const { spans, found } = await readWith(swiftConsole, `${bad}\n${SPAN}`)
  expect(spans).toHaveLength(1)
  expect(found).toEqual(['span.id 0:1'])
})

test('knows its own', async () => {
  expect(swiftConsole.score(await readProbe(textSource(SPAN))).score).toBe(0.9)
  expect(swiftConsole.score(await readProbe(textSource('{"spanId":"a","traceId":"b"}'))).score).toBe(0)
})
