import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A ClickHouse and a Tempo of our own on loopback. */
export interface FakeEngine {
  readonly url: string
  /** What was asked, decoded. */
  readonly asked: readonly string[]
  /** How the next requests are answered. */
  behave(behaviour: 'well' | 'noTable' | 'never'): void
  /** Resolves when a request that is never answered was given up. */
  readonly givenUp: Promise<void>
  stop(): Promise<void>
}

/** As ClickHouse 26.9 wrote them (chdb, on traffic of a generator), shortened; 64 bits as older versions write them. */
const ROWS: readonly (readonly [sign: string, data: readonly object[]])[] = [
  [
    'AS brokenEntries',
    [
      {
        service: 'checkout',
        spans: '2147',
        broken: '175',
        should: '2138',
        brokenEntries: '175',
        entries: '344',
        external: '0',
        linked: '0',
        roots: '9',
      },
      {
        service: 'gateway',
        spans: 3044,
        broken: 0,
        should: 2029,
        brokenEntries: 0,
        entries: 33,
        external: 325,
        linked: 0,
        roots: 690,
      },
    ],
  ],
  [
    'AS brokenCrossings',
    [
      {
        crossing: 'queue',
        caller: 'checkout',
        callee: 'orders-worker',
        via: 'orders',
        brokenCrossings: '54',
        intactCrossings: '106',
      },
    ],
  ],
  [
    'AS quantilesNs',
    [
      { service: 'checkout', bin: '-1', requests: '7200', errors: '72', quantilesNs: [8166000, 33660000, 120000000] },
      { service: 'checkout', bin: '0', requests: '3600', errors: '36', quantilesNs: [8166000, 33660000, 110000000] },
      { service: 'checkout', bin: '1', requests: '3600', errors: '36', quantilesNs: [8166000, 33660000, 130000000] },
    ],
  ],
]

/** In the shape that Tempo's documentation and sources give. */
function tempoSeries(query: string, startS: number): object[] {
  const by = /by \(([\w.]+)\)/.exec(query)?.[1] ?? ''
  if (by === 'span.server.address') return []
  const name = by === 'span.peer.service' ? 'payment' : 'Payment'
  const count = query.includes('nestedSetParent < 0')
    ? 20
    : query.includes('nestedSetParent = 0')
      ? 5
      : query.includes('kind = client')
        ? 10
        : query.includes('status = error')
          ? 2
          : 100
  const isQuantile = query.includes('quantile_over_time')
  const sample = { timestampMs: String(startS * 1000), value: isQuantile ? 0.25 : count }
  const labels = [{ key: by, value: { stringValue: name } }]
  if (!isQuantile) return [{ labels, promLabels: '{}', samples: [sample] }]
  return [0.5, 0.95, 0.99].map((p) => ({
    labels: [...labels, { key: 'p', value: { doubleValue: p } }],
    promLabels: '{}',
    samples: [sample],
  }))
}

function clickHouse(query: string): object {
  const data = ROWS.find(([sign]) => query.includes(sign))?.[1] ?? []
  return { meta: [], data, rows: data.length, statistics: { elapsed: 0.1, rows_read: 1, bytes_read: 1 } }
}

/** Starts it on any free port. */
export async function startFakeEngine(): Promise<FakeEngine> {
  const asked: string[] = []
  let behaviour: 'well' | 'noTable' | 'never' = 'well'
  let giveUp = () => {}
  const givenUp = new Promise<void>((resolve) => {
    giveUp = resolve
  })
  const reply = async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const query = body === '' ? (searchParams.get('q') ?? '') : body
    asked.push(query)
    if (behaviour === 'never') {
      request.socket.once('close', giveUp)
      return
    }
    if (behaviour === 'noTable') {
      response.writeHead(404, { 'X-ClickHouse-Exception-Code': '60' })
      response.end("Code: 60. DB::Exception: Unknown table expression identifier 'otel.nothing'. (UNKNOWN_TABLE)\n")
      return
    }
    const isTempo = pathname.endsWith('/api/metrics/query_range')
    const answer = isTempo
      ? { series: tempoSeries(query, Number(searchParams.get('start'))), metrics: { completedJobs: 1, totalJobs: 1 } }
      : clickHouse(query)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }
  const server = createServer((request, response) => void reply(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    behave: (next) => {
      behaviour = next
    },
    givenUp,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
