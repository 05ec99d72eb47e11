import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A Prometheus of our own on loopback: the first part of the path says how it behaves. */
export interface FakePrometheus {
  readonly url: (behaviour: string) => string
  /** What was asked of `/healed` from now on is answered. */
  heal(): void
  stop(): Promise<void>
}

/** Samples from `start` to `end`; as a native histogram where asked for. */
function matrixOf(parameters: URLSearchParams, isNative: boolean, service: string): unknown {
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(parameters.get(name)))
  const times = Array.from({ length: Math.round((end - start) / step) + 1 }, (_, n) => start + n * step)
  const query = parameters.get('query') ?? ''
  const isDuration = query.includes('duration')
  const perS = query.includes('STATUS_CODE_ERROR') ? '2' : '100'
  const metric = { service_name: service }
  if (!isDuration) return [{ metric, values: times.map((time) => [time, perS]) }]
  if (isNative) {
    // As recorded of Prometheus 2.42: boundary rule, lower and upper bound, count, all of them text but the rule.
    const buckets = [
      [0, '64', '128', '90'],
      [0, '256', '512', '10'],
    ]
    return [{ metric, histograms: times.map((time) => [time, { count: perS, sum: '12000', buckets }]) }]
  }
  return [
    ['100', '90'],
    ['400', '100'],
    ['+Inf', '100'],
  ].map(([le, value]) => ({ metric: { ...metric, le }, values: times.map((time) => [time, value]) }))
}

function success(data: unknown, warnings?: readonly string[]): string {
  return JSON.stringify({ status: 'success', data, ...(warnings === undefined ? {} : { warnings }) })
}

const CALLS = 'traces_span_metrics_calls_total'
const DURATION = 'traces_span_metrics_duration_milliseconds'

function answer(
  behaviour: string,
  endpoint: string,
  parameters: URLSearchParams,
): readonly [status: number, body: string] {
  const isNative = behaviour === 'native'
  if (behaviour === 'auth') return [401, 'Unauthorized']
  if (behaviour === 'forbidden') return [403, 'Forbidden']
  if (behaviour === 'page') return [200, '<html>hello</html>']
  if (behaviour === 'down') return [502, '']
  if (endpoint.startsWith('label/')) {
    return [200, success(behaviour === 'other' ? ['up'] : [CALLS, isNative ? DURATION : `${DURATION}_bucket`])]
  }
  if (endpoint === 'query') return [200, success({ resultType: 'vector', result: [] })]
  const query = parameters.get('query') ?? ''
  if (query.includes('((')) {
    return [
      400,
      JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'parse error: unclosed left parenthesis' }),
    ]
  }
  const result = behaviour === 'empty' ? [] : matrixOf(parameters, isNative, behaviour === 'mesh' ? 'gateway' : 'shop')
  return [
    200,
    success({ resultType: 'matrix', result }, behaviour === 'partial' ? ['a store is unavailable'] : undefined),
  ]
}

/** Starts it on any free port. */
export async function startFakePrometheus(): Promise<FakePrometheus> {
  let healed = false
  const reply = ({ url = '', method }: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    const [, behaviour, endpoint = ''] = /^\/([a-z]+)\/api\/v1\/(.*)$/.exec(pathname) ?? []
    if (behaviour !== 'cors') {
      response.setHeader('Access-Control-Allow-Origin', '*')
      response.setHeader('Access-Control-Allow-Headers', 'Authorization')
    }
    if (behaviour === 'slow') return
    if (behaviour === 'login') {
      response.writeHead(302, { Location: '/page' }).end()
      return
    }
    const isDown = behaviour === 'healed' && !healed
    const [status, body] =
      method === 'OPTIONS' ? [204, ''] : answer(isDown ? 'down' : (behaviour ?? ''), endpoint, searchParams)
    response.writeHead(status).end(body)
  }
  const server = createServer(reply)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: (behaviour) => `http://127.0.0.1:${port}/${behaviour}`,
    heal: () => {
      healed = true
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
