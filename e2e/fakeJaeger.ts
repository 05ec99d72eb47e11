import { type DumpSpan, otlpText } from './dumps.ts'
import {
  type Answer,
  type FakeBackend,
  type Question,
  sampleJson,
  sampleText,
  startFakeBackend,
} from './fakeBackend.ts'

/** Of the samples `clean` and `jaeger`, which are one request in two formats. */
export const CLEAN_TRACE = '805a9a638b769524f7a9a609feee6a7a'
/** Of the sample `checkout`. */
export const CHECKOUT_TRACE = 'ca243d15681f2a13a1aedd9cfd4e1462'

const SERVICES = ['gateway', 'orders', 'payment']

/** In the shape of API v3: an error of gRPC's gateway. */
const v3Error = (code: number, message: string): Answer => [
  code,
  JSON.stringify({ error: { httpCode: code, message } }),
]

/** What Jaeger 1 answers to paths that it does not have: its page, with 200. */
const UI_PAGE: Answer = [200, '<!doctype html><html><head><title>Jaeger UI</title></head></html>']

/** Spans that grow with each question of `/growing`: the trace is still in flight. */
function growing(round: number): string {
  const { resourceSpans } = sampleJson('clean')
  if (!Array.isArray(resourceSpans)) throw new Error('The sample holds no resources.')
  const parts = resourceSpans.length
  return JSON.stringify({ result: { resourceSpans: resourceSpans.slice(0, Math.max(1, parts - 2 + round)) } })
}

/** Many rows; later answers have a third more of them, above the others. */
function long(round: number): string {
  const rows = Array.from({ length: 120 }, (_, n) => n).filter((n) => round > 0 || n % 4 !== 0)
  const children = rows.map((n): DumpSpan => {
    const id = (n + 2).toString(16)
    return { id, parent: '1', service: 'worker', name: `job ${n}`, ms: [n, n + 1] }
  })
  const root: DumpSpan = { id: '1', service: 'worker', name: 'batch', ms: [0, 200] }
  return `{"result":${otlpText([root, ...children], CLEAN_TRACE)}}`
}

function v3(behaviour: string, { path, parameters }: Question, rounds: { growing: number; long: number }): Answer {
  const { resourceSpans } = sampleJson('clean')
  if (path === 'services') return [200, JSON.stringify({ services: SERVICES })]
  if (path === 'operations') {
    const operations = [{ name: 'POST /orders', spanKind: 'server' }]
    return [200, JSON.stringify({ operations })]
  }
  if (path === 'trace-summaries') {
    if (parameters.get('query.serviceName') === 'nobody') return [200, '{"summaries":[]}']
    const summary = (traceId: string, name: string, startMs: number, errors: number) => ({
      traceId,
      rootServiceName: 'gateway',
      rootOperationName: name,
      spanCount: 23,
      ...(errors === 0 ? {} : { errorSpanCount: errors }),
      minStartTimeUnixNano: `${startMs}000000`,
      maxEndTimeUnixNano: `${startMs + 310}000000`,
    })
    const summaries = [
      summary(CLEAN_TRACE, 'POST /orders', 1_772_438_400_000, 0),
      summary(CHECKOUT_TRACE, 'POST /checkout', 1_772_438_460_000, 3),
    ]
    return [200, JSON.stringify({ summaries })]
  }
  const id = /^traces\/([0-9a-f]+)$/.exec(path)?.[1]
  if (parameters.get('rawTraces') !== 'true') return v3Error(400, 'ask for raw traces')
  if (id === CHECKOUT_TRACE && behaviour !== 'empty') return [200, `{"result":${sampleText('checkout')}}`]
  if (id !== CLEAN_TRACE || behaviour === 'empty') return v3Error(404, 'No traces found')
  if (behaviour === 'growing') return [200, growing(rounds.growing++)]
  if (behaviour === 'long') return [200, long(rounds.long++)]
  // A stream: one document for each batch.
  return [200, `{"result":${JSON.stringify({ resourceSpans })}}\n`]
}

function v1({ path, parameters }: Question): Answer {
  if (path === 'services') return [200, JSON.stringify({ data: SERVICES, total: SERVICES.length, errors: null })]
  if (path.startsWith('services/')) return [200, JSON.stringify({ data: ['POST /orders'], errors: null })]
  if (path === 'traces') {
    if (parameters.get('service') === null)
      return [400, '{"errors":[{"code":400,"msg":"parameter service is required"}]}']
    return [200, sampleText('jaeger')]
  }
  if (path === `traces/${CLEAN_TRACE}`) return [200, sampleText('jaeger')]
  return [404, '{"data":null,"total":0,"errors":[{"code":404,"msg":"trace not found"}]}']
}

/** A Jaeger: `v3` has the newest API, `v1` the first alone, `empty` no trace, `growing` one that is still in flight, `long` one of many rows. */
export function startFakeJaeger(): Promise<FakeBackend> {
  const rounds = { growing: 0, long: 0 }
  return startFakeBackend((behaviour, question) => {
    const [, version, path] = /^api\/(v3\/)?(.*)$/.exec(question.path) ?? []
    if (path === undefined) return UI_PAGE
    const isOld = behaviour === 'v1'
    if (version === undefined) return isOld ? v1({ ...question, path }) : [404, '404 page not found\n']
    return isOld ? UI_PAGE : v3(behaviour, { ...question, path }, rounds)
  })
}
