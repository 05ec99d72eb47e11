import { ask, TRACE_BOUNDS, throwStatus } from './ask.ts'
import type { Connection } from './connection.ts'
import { SourceError } from './traceSource.ts'

/** The bytes at an address: a dump in any format. */
export async function fetchDump(connection: Connection, signal: AbortSignal): Promise<Blob> {
  const body = await ask(connection, new URL(connection.url), TRACE_BOUNDS, signal)
  if (body.status === 404) throw new SourceError({ kind: 'absent' })
  await throwStatus(body)
  const start = (await body.blob.slice(0, 256).text()).trimStart()
  if (/^<(?:!doctype|html)/i.test(start)) {
    throw new SourceError({ kind: 'wrongKind', saw: 'a web page', looksLike: undefined })
  }
  return body.blob
}
