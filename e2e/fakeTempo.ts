import { existsSync, readFileSync } from 'node:fs'
import { type FakeBackend, sampleJson, startFakeBackend } from './fakeBackend.ts'
import { CHECKOUT_TRACE, CLEAN_TRACE } from './fakeJaeger.ts'

/** An answer that a real Tempo gave, where the shared data is at hand. */
const RECORDED = new URL('../../shared/corpus/tempo/kiali.kiali__responseTrace.json', import.meta.url)
/** The trace of {@link RECORDED}. */
export const RECORDED_TRACE = '3ba55609c3cde49649cd77d1f9dcd936'
export const isRecorded = existsSync(RECORDED)

const SEARCH = JSON.stringify({
  traces: [
    {
      // Leading zeros are not told.
      traceID: CLEAN_TRACE.replace(/^0+/, ''),
      rootServiceName: 'gateway',
      rootTraceName: 'POST /orders',
      startTimeUnixNano: '1772438400000000000',
      durationMs: 310,
      serviceStats: { gateway: { spanCount: 12 }, orders: { spanCount: 11, errorCount: 2 } },
    },
  ],
  metrics: { inspectedBytes: '1000' },
})

/**
 * A Tempo: `v2` has the newest API, `partial` calls its answers partial, `v1` has the first alone, `tenant` answers those
 * that name one.
 */
export function startFakeTempo(): Promise<FakeBackend> {
  return startFakeBackend((behaviour, { path, parameters, headers }) => {
    if (behaviour === 'tenant' && headers['x-scope-orgid'] !== 'team-a') return [401, 'no org id']
    const { resourceSpans } = sampleJson('checkout')
    const isOld = behaviour === 'v1'
    if (path === `api/v2/traces/${CHECKOUT_TRACE}` && !isOld) {
      const status = behaviour === 'partial' ? { status: 'PARTIAL', message: 'trace exceeds max size' } : {}
      return [200, JSON.stringify({ trace: { resourceSpans }, ...status })]
    }
    if (path === `api/traces/${CHECKOUT_TRACE}` && isOld) return [200, JSON.stringify({ batches: resourceSpans })]
    if (path === `api/traces/${RECORDED_TRACE}` && isOld && isRecorded) return [200, readFileSync(RECORDED, 'utf8')]
    if (path.startsWith('api/v2/search/tag/') && !isOld) {
      const values = path.includes('service.name') ? ['gateway', 'orders'] : ['POST /orders']
      return [200, JSON.stringify({ tagValues: values.map((value) => ({ type: 'string', value })) })]
    }
    if (path.startsWith('api/search/tag/') && isOld) return [200, '{"tagValues":["gateway"]}']
    if (path === 'api/v2/search/tags' && !isOld) return [200, '{"scopes":[]}']
    if (path === 'api/search') {
      const query = parameters.get('q') ?? ''
      if (query.includes('((')) return [400, 'invalid TraceQL query: parse error at line 1, col 3: syntax error']
      return [200, query.includes('nobody') ? '{"traces":[],"metrics":{}}' : SEARCH]
    }
    return [404, '404 page not found']
  })
}
