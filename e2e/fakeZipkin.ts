import { type FakeBackend, sampleText, startFakeBackend } from './fakeBackend.ts'
import { CLEAN_TRACE } from './fakeJaeger.ts'

/** A Zipkin with one trace; `empty` has none. */
export function startFakeZipkin(): Promise<FakeBackend> {
  return startFakeBackend((behaviour, { path, parameters }) => {
    if (path === 'api/v2/services') return [200, '["gateway","orders"]']
    if (path === 'api/v2/spans') return [200, '["post /orders"]']
    if (path === 'api/v2/traces') {
      const isKnown = parameters.get('serviceName') !== 'nobody' && behaviour !== 'empty'
      return [200, isKnown ? `[${sampleText('zipkin')}]` : '[]']
    }
    if (path === `api/v2/trace/${CLEAN_TRACE}` && behaviour !== 'empty') return [200, sampleText('zipkin')]
    if (path.startsWith('api/v2/trace/')) return [404, `${path.split('/').at(-1)} not found`]
    return [404, '']
  })
}
