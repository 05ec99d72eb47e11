import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { FOREIGN_POLICY } from './pagePolicy.ts'
import type { ProxyTarget } from './proxyTarget.ts'

/** What a backend may be told: what is asked for, and who asks. Never cookies: those of localhost belong to others. */
const TOLD = [
  'accept',
  'authorization',
  'api-key',
  'x-api-key',
  'x-auth-token',
  'x-scope-orgid',
  'x-tenant',
  'x-tenant-id',
  'accountid',
  'projectid',
  'x-clickhouse-user',
  'x-clickhouse-key',
  'x-clickhouse-database',
]

/** What the page may learn: what the body is, when to come again, and what ClickHouse says of a query. */
const LEARNT = ['content-type', 'retry-after', 'x-clickhouse-exception-code', 'x-clickhouse-summary']

/** The headers of the request to a backend. Those of the connection, and all that is not known, end here. */
export function listRequestHeaders(
  { host: _, ...asked }: IncomingHttpHeaders,
  { backend, method }: ProxyTarget,
  body: Uint8Array,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    host: backend.base.host,
    'user-agent': 'spanfall',
    'accept-encoding': 'gzip',
  }
  for (const name of TOLD) if (asked[name] !== undefined) headers[name] = asked[name]
  const asksByItself = asked.authorization !== undefined || asked['x-clickhouse-user'] !== undefined
  if (backend.authorization !== undefined && !asksByItself) headers.authorization = backend.authorization
  if (method === 'POST') {
    headers['content-length'] = body.byteLength
    // ClickHouse would read settings out of a form.
    headers['content-type'] =
      backend.kind === 'clickhouse' ? 'text/plain; charset=utf-8' : 'application/x-www-form-urlencoded'
  }
  return headers
}

/** The headers of the answer to the page. A body in an encoding is unpacked, so that its length is not known. */
export function listAnswerHeaders(answered: IncomingHttpHeaders, isPacked: boolean): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = foreignHeaders()
  for (const name of LEARNT) if (answered[name] !== undefined) headers[name] = answered[name]
  if (!isPacked && answered['content-length'] !== undefined) headers['content-length'] = answered['content-length']
  return headers
}

/** What goes with every body that is not ours, so that none becomes a page or a script of this origin. */
export function foreignHeaders(): OutgoingHttpHeaders {
  return {
    'content-security-policy': FOREIGN_POLICY,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  }
}
