import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { zipkinV1 } from './zipkinV1.ts'
import { zipkinV2 } from './zipkinV2.ts'

const SHOP = { serviceName: 'shop', ipv4: '10.0.0.1', port: 80 }
const CART = { serviceName: 'cart', ipv4: '10.0.0.2', port: 81 }
const CLIENT_SIDE = [
  { timestamp: 1000, value: 'cs', endpoint: SHOP },
  { timestamp: 1500, value: 'cr', endpoint: SHOP },
]
const SERVER_SIDE = [
  { timestamp: 1100, value: 'sr', endpoint: CART },
  { timestamp: 1400, value: 'ss', endpoint: CART },
]

function span(fields: object = {}) {
  return { traceId: 'a1', id: 'b2', name: 'get', annotations: CLIENT_SIDE, ...fields }
}

const text = (value: string) => ({ type: 'string', value })

test('times, kind and service come from the annotations of a side', async () => {
  const { spans, codes, serviceOf } = await readText(zipkinV1, [
    span(),
    span({ annotations: SERVER_SIDE, parentId: 'c3' }),
  ])
  expect(codes).toEqual([])
  expect(spans[0]).toMatchObject({
    traceId: '000000000000000000000000000000a1',
    spanId: '00000000000000b2',
    parentSpanId: undefined,
    name: 'get',
    kind: 3,
    startUnixNs: 1_000_000n,
    durationNs: 500_000n,
  })
  expect(spans[1]).toMatchObject({
    parentSpanId: '00000000000000c3',
    kind: 2,
    startUnixNs: 1_100_000n,
    durationNs: 300_000n,
  })
  expect(spans.map(serviceOf)).toEqual(['shop', 'cart'])
})

test('the times of the span itself count more', async () => {
  const { spans } = await readText(zipkinV1, [span({ timestamp: 9007199254740993n.toString(), duration: 7 })])
  expect(spans[0]).toMatchObject({ startUnixNs: 9007199254740993000n, durationNs: 7000n })
})

test('a record of both sides is the server’s, and keeps when the server was busy', async () => {
  const { spans, serviceOf, details } = await readText(zipkinV1, [
    span({ annotations: [...CLIENT_SIDE, ...SERVER_SIDE] }),
  ])
  expect(spans[0]).toMatchObject({ kind: 2, startUnixNs: 1_000_000n, durationNs: 500_000n })
  expect(serviceOf(spans[0])).toBe('cart')
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'peer.service', value: text('shop') },
      { key: 'peer.ipv4', value: text('10.0.0.1') },
      { key: 'peer.port', value: { type: 'int', value: 80n } },
    ],
    events: [
      { timeUnixNs: 1_100_000n, name: 'sr' },
      { timeUnixNs: 1_400_000n, name: 'ss' },
    ],
  })
})

test('binary annotations are attributes, addresses and the error apart', async () => {
  const { spans, details } = await readText(zipkinV1, [
    span({
      annotations: [...CLIENT_SIDE, { timestamp: 1200, value: 'retry', endpoint: SHOP }],
      binaryAnnotations: [
        { key: 'http.path', value: '/a', endpoint: SHOP },
        { key: 'count', value: 3, type: 'I64', endpoint: SHOP },
        { key: 'sa', value: true, endpoint: CART },
        { key: 'error', value: 'timeout', endpoint: SHOP },
      ],
    }),
  ])
  expect(spans[0].status).toBe(2)
  expect(await details(0)).toMatchObject({
    attributes: [
      { key: 'http.path', value: text('/a') },
      { key: 'count', value: { type: 'int', value: 3n } },
      { key: 'peer.service', value: text('cart') },
      { key: 'peer.ipv4', value: text('10.0.0.2') },
      { key: 'peer.port', value: { type: 'int', value: 81n } },
    ],
    events: [{ timeUnixNs: 1_200_000n, name: 'retry', attributes: [] }],
    statusMessage: 'timeout',
    resource: [
      { key: 'service.name', value: text('shop') },
      { key: 'localEndpoint.ipv4', value: text('10.0.0.1') },
      { key: 'localEndpoint.port', value: { type: 'int', value: 80n } },
    ],
  })
})

test('messages, and local spans named by lc', async () => {
  const { spans, serviceOf } = await readText(zipkinV1, [
    span({ annotations: [{ timestamp: 5, value: 'ms', endpoint: SHOP }], timestamp: 5 }),
    span({ annotations: [{ timestamp: 5, value: 'mr', endpoint: CART }], timestamp: 5 }),
    span({ annotations: [], timestamp: 5, binaryAnnotations: [{ key: 'lc', value: '', endpoint: CART }] }),
  ])
  expect(spans.map((one) => one.kind)).toEqual([4, 5, 0])
  expect(spans.map(serviceOf)).toEqual(['shop', 'cart', 'cart'])
})

test('ids of Thrift structs are signed decimals', async () => {
  const input =
    '[{"trace_id":-2,"trace_id_high":1,"id":1068169210207794600,"parent_id":5,"name":"a","timestamp":1,"duration":1}]'
  const { spans, codes } = await readText(zipkinV1, input)
  expect(spans[0]).toMatchObject({
    traceId: '0000000000000001fffffffffffffffe',
    spanId: '0ed2e63cbe71f5a8',
    parentSpanId: undefined,
  })
  expect(codes).toEqual(['span.parentId'])
})

test('one bad span costs one span, reported with byte and line', async () => {
  const good = JSON.stringify(span())
  const input = `[[${good},\n{"traceId":"1","annotations":[]},\n5,\n{"traceId":"1","id":},\n${good}]]`
  const { spans, problems } = await readText(zipkinV1, input)
  expect(spans).toHaveLength(2)
  expect(problems.map(({ code, at }) => [code, at.line])).toEqual([
    ['span.id', 2],
    ['span.shape', 3],
    ['json.syntax', 4],
  ])
  expect(problems[0].at.byte).toBe(input.indexOf('{"traceId":"1","annotations"'))
})

test('wins over the newer model for its own spans only', async () => {
  const scores = async (value: unknown) => {
    const probe = await readProbe(textSource(JSON.stringify(value)))
    return [zipkinV1.score(probe).score, zipkinV2.score(probe).score]
  }
  expect(await scores([span({ parentId: 'c3' })])).toEqual([0.9, 0.5])
  expect(await scores([span({ annotations: SERVER_SIDE, parentId: 'c3' })])).toEqual([0.45, 0.5])
  expect(await scores([span({ annotations: [], localEndpoint: SHOP })])).toEqual([0, 0.95])
})

test('hosts of Thrift structs label their spans, the server first', async () => {
  const by = (value: string, name?: string) => ({ timestamp: 1000, value, host: { service_name: name } })
  const span = (id: number, ...annotations: unknown[]) => ({ trace_id: 1, id, name: 'get', annotations })
  const { spans, serviceOf, labelOf } = await readText(zipkinV1, [
    span(1, by('note', 'any'), by('cs', 'cart'), by('sr', 'shop')),
    span(2, by('note', 'any'), by('cr', 'cart')),
    span(3, by('sr'), by('note', 'any')),
    span(4, by('sr')),
  ])
  expect(spans.map(serviceOf)).toEqual([undefined, undefined, undefined, undefined])
  expect(spans.map(labelOf)).toEqual(['shop', 'cart', 'any', undefined])
})
