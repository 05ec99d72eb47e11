import { describe, expect, test } from 'vitest'
import { pathTemplate, splitUrl } from './import/fields/pathTemplate.ts'
import { readLineageFacts } from './import/readLineageFacts.ts'
import { importDataset } from './importDataset.ts'
import { writeOtlpJson } from './lab/otlpJson.ts'
import { makeTraffic } from './lab/traffic.ts'
import { type ByteSource, textSource } from './model/byteSource.ts'
import { factText, HAS_LINK, HAS_SECRET, HAS_TRACE_STATE, IS_DATABASE, WAS_READ } from './model/lineageFacts.ts'

interface Written {
  readonly attributes?: unknown
  readonly links?: unknown
  readonly traceState?: string
  readonly kind?: number
}

function otlp(spans: readonly Written[], indent?: number): string {
  const written = spans.map((span, k) => ({
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: `eee19b7ec3c1b17${k}`,
    name: 'get',
    kind: 3,
    startTimeUnixNano: String(1544712660000000001n + BigInt(k)),
    endTimeUnixNano: '1544712661000000002',
    events: [{ name: 'x', attributes: [{ key: 'peer.service', value: { stringValue: 'not this' } }] }],
    ...span,
  }))
  const resource = {
    attributes: [text('service.name', 'shop'), text('host.name', 'h'), text('service.instance.id', 'i-7')],
  }
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: written }] }] }, undefined, indent)
}

const text = (key: string, value: string) => ({ key, value: { stringValue: value } })

async function read(json: string, source: ByteSource = textSource(json)) {
  const dataset = await importDataset([{ name: 'x', source }])
  const facts = await readLineageFacts(dataset, [source])
  return { dataset, facts, word: (index: number) => factText(facts, index) }
}

describe.each([
  ['dense', undefined],
  ['indented', 2],
])('%s OTLP', (_, indent) => {
  test('tells peer, method, route, path, status and instance', async () => {
    const { facts, word } = await read(
      otlp(
        [
          {
            attributes: [
              text('http.method', 'POST'),
              text('net.peer.name', 'lb'),
              text('server.address', 'Pay.shop.svc:8080'),
              text('url.full', 'http://pay:8080/charge/17?x=1'),
              { key: 'http.response.status_code', value: { intValue: '503' } },
            ],
          },
        ],
        indent,
      ),
    )
    expect(word(facts.peer[0])).toBe('pay.shop.svc')
    expect(word(facts.method[0])).toBe('POST')
    expect(word(facts.route[0])).toBe('/charge/{}')
    expect(facts.pathHash[0]).not.toBe(0)
    expect(facts.status[0]).toBe(503)
    expect(word(facts.instance[0])).toBe('i-7')
    expect(facts.attributeCount[0]).toBe(5)
  })

  test('tells destination, links, tracestate, databases and what looks like a credential', async () => {
    const link = { traceId: `${'0'.repeat(31)}1`, spanId: `${'0'.repeat(15)}2` }
    const { facts, word } = await read(
      otlp(
        [
          { attributes: [text('messaging.destination.name', 'or"ders'), text('db.system', 'redis')], links: [link] },
          { attributes: [text('http.request.header.authorization', 'x')], traceState: 'a=b' },
          { attributes: [text('note', 'Bearer abc')] },
          { attributes: [text('note', 'Best')] },
        ],
        indent,
      ),
    )
    expect(word(facts.destination[0])).toBe('or"ders')
    expect(facts.links.get(0)).toEqual(link)
    expect([0, 1, 2, 3].map((i) => facts.marks[i] & (HAS_LINK | HAS_SECRET | HAS_TRACE_STATE | IS_DATABASE))).toEqual([
      HAS_LINK | IS_DATABASE,
      HAS_SECRET | HAS_TRACE_STATE,
      HAS_SECRET,
      0,
    ])
    expect([...facts.secretKeys]).toEqual([
      ['http.request.header.authorization', 1],
      ['note', 1],
    ])
  })
})

test('what is laid out otherwise is decoded as a whole', async () => {
  const { facts, word } = await read(
    otlp([
      { attributes: { 'peer.service': 'pay' } },
      { attributes: [{ value: { stringValue: 'pay' }, key: 'peer.service' }] },
      { attributes: [{ key: 'peer.service', value: 'pay' }] },
      { attributes: null },
    ]),
  )
  expect([0, 1, 2].map((i) => word(facts.peer[i]))).toEqual(['pay', 'pay', 'pay'])
  expect(facts.spansRead).toBe(4)
})

test('other formats are decoded span by span', async () => {
  const span = {
    traceId: '5b8efff798038103',
    id: 'eee19b7ec3c1b174',
    kind: 'CLIENT',
    name: 'post',
    timestamp: 1544712660000000,
    duration: 10,
    localEndpoint: { serviceName: 'shop' },
    remoteEndpoint: { serviceName: 'pay' },
    tags: { 'http.method': 'POST', 'http.path': '/charge' },
  }
  const { facts, word } = await read(JSON.stringify([span]))
  expect([facts.peer[0], facts.method[0], facts.route[0]].map(word)).toEqual(['pay', 'POST', '/charge'])
})

test('a source that fails leaves its spans unread', async () => {
  const json = otlp([{ attributes: [text('peer.service', 'pay')] }])
  const dataset = await importDataset([{ name: 'x', source: textSource(json) }])
  const facts = await readLineageFacts(dataset, [{ size: 10, read: () => Promise.reject(new Error('gone')) }])
  expect(facts.spansRead).toBe(0)
  expect(facts.marks[0] & WAS_READ).toBe(0)
})

test('the scan tells what decoding tells', async () => {
  const traffic = makeTraffic({ spans: 600, seed: 3, shape: 'mixed', orphanShare: 0.1 })
  const json = [...writeOtlpJson(traffic.spans)].join('')
  const dense = await read(json)
  const spread = await read(json.replaceAll('"attributes":[{"key"', '"attributes":[{ "ignored": 1, "key"'))
  const columns = ({ facts, word }: typeof dense) => [
    Array.from(facts.peer, word),
    Array.from(facts.method, word),
    Array.from(facts.route, word),
    [...facts.status],
    [...facts.marks],
  ]
  expect(columns(spread)).toEqual(columns(dense))
})

/** A large capture: a parent, and below it a call of a database and work that has lost its parent, over and over. */
function largeCapture(repeats: number, name: string, lastIsCall: boolean): string {
  const spans = Array.from({ length: repeats }, (_, k): object[] => {
    const id = (place: number) => (3 * k + place + 1).toString(16).padStart(16, '0')
    const isCall = lastIsCall && k === 5
    const attributes = [isCall ? text('server.address', 'pay') : text('db.system', 'redis')]
    return [
      { spanId: id(0), kind: 2, parentSpanId: '', attributes: [] },
      { spanId: id(1), name, parentSpanId: id(0), attributes },
      { spanId: id(2), kind: 1, parentSpanId: 'f'.repeat(16), attributes: [] },
    ]
  })
  return otlp(spans.flat())
}

test.each([
  ['an operation that only asks databases is known after some of its calls', 'GET cart', false, true],
  ['but not where one of them asked something else', 'GET cart', true, false],
  ['nor where the name is a bare method', 'GET', false, false],
])('in a large capture, %s', async (_, name, lastIsCall, isKnown) => {
  const repeats = 14_000
  const { dataset, facts } = await read(largeCapture(repeats, name, lastIsCall))
  const { kind, length } = dataset.spans
  const ofKind = (wanted: number) => Array.from({ length }, (_, i) => i).filter((i) => kind[i] === wanted)
  const readOf = (rows: readonly number[]) => rows.filter((i) => (facts.marks[i] & WAS_READ) !== 0).length
  const calls = ofKind(3)
  expect(calls.filter((i) => (facts.marks[i] & IS_DATABASE) === 0)).toHaveLength(lastIsCall ? 1 : 0)
  expect(readOf(calls) === repeats).toBe(!isKnown)
  expect(readOf(ofKind(2))).toBe(repeats)
  expect(readOf(ofKind(1))).toBeLessThan(repeats)
})

test.each([
  ['/orders/17', '/orders/{}'],
  ['/orders/:id/items', '/orders/{}/items'],
  ['/orders/{order_id}?full=1', '/orders/{}'],
  ['/f/2f1c9ee8-30f5-4f1a-9d3e-1f2a3b4c5d6e/', '/f/{}'],
  ['/', '/'],
  ['/v2/near', '/v2/near'],
])('the template of %s is %s', (path, template) => {
  expect(pathTemplate(path)).toBe(template)
})

test('a URL is split into host and path', () => {
  expect(splitUrl('https://user@Pay.Example:8443/a?b')).toEqual({ host: 'pay.example', path: '/a' })
  expect(splitUrl('http://[::1]:80')).toEqual({ host: '[::1]', path: '/' })
  expect(splitUrl('/a')).toBeUndefined()
})
