/** One span of a dump that a test writes. Ids are short: they are padded to their length. */
export interface DumpSpan {
  readonly id: string
  readonly parent?: string
  readonly service: string
  readonly name: string
  readonly ms: readonly [from: number, to: number]
  readonly attributes?: Readonly<Record<string, string>>
  readonly failed?: boolean
}

const ORIGIN_MS = 1_772_438_400_000

export const traceIdOf = (short: string): string => short.padStart(32, '0')
export const spanIdOf = (short: string): string => short.padStart(16, '0')

const nsText = (ms: number) => `${ORIGIN_MS + ms}000000`

const attributeList = (attributes: Readonly<Record<string, string>>) =>
  Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }))

/** OTLP JSON, indented, one resource a span: what a person would send. */
export function otlpText(spans: readonly DumpSpan[], trace = 'a1'): string {
  const resourceSpans = spans.map(({ id, parent = '', service, name, ms, attributes = {}, failed = false }) => ({
    resource: { attributes: attributeList({ 'service.name': service }) },
    scopeSpans: [
      {
        spans: [
          {
            traceId: traceIdOf(trace),
            spanId: spanIdOf(id),
            parentSpanId: parent === '' ? '' : spanIdOf(parent),
            name,
            kind: 1,
            startTimeUnixNano: nsText(ms[0]),
            endTimeUnixNano: nsText(ms[1]),
            attributes: attributeList(attributes),
            status: failed ? { code: 2 } : {},
          },
        ],
      },
    ],
  }))
  return JSON.stringify({ resourceSpans }, undefined, 1)
}

/** A request with an error, an orphan and a value that stands in an attribute only. Rows 1 to 8, row 7 the ghost. */
export const SHOP: readonly DumpSpan[] = [
  { id: '1', service: 'web', name: 'GET /', ms: [0, 100] },
  { id: '2', parent: '1', service: 'web', name: 'render', ms: [5, 20] },
  { id: '3', parent: '1', service: 'orders', name: 'POST /orders', ms: [20, 90] },
  {
    id: '4',
    parent: '3',
    service: 'orders',
    name: 'SELECT orders',
    ms: [25, 40],
    attributes: { 'db.query.text': 'SELECT id FROM orders WHERE coupon = $1 /* needle-7f */' },
  },
  { id: '5', parent: '3', service: 'payment', name: 'POST /charge', ms: [45, 85], failed: true },
  {
    id: '6',
    parent: '5',
    service: 'payment',
    name: 'authorize card',
    ms: [50, 80],
    attributes: { 'card.network': 'needle-7f' },
  },
  { id: '7', parent: 'aa', service: 'stock', name: 'reserve', ms: [92, 98] },
]

/** A trace of two spans, for tests that only need one more. */
export const PING: readonly DumpSpan[] = [
  { id: '1', service: 'probe', name: 'ping', ms: [0, 10] },
  { id: '2', parent: '1', service: 'echo', name: 'pong', ms: [2, 8] },
]
