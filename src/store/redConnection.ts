import { type Connection, headersOf } from '../sources/connection.ts'
import type { RedConnection } from './red.ts'

/** A Prometheus as the RED panel asks it, with the shortest reach that is offered. */
export function redConnectionOf(connection: Connection): RedConnection {
  return {
    prometheus: { url: connection.url, header: headersOf(connection).at(0) },
    reachS: 300,
    scrapeS: 15,
    preset: undefined,
    own: undefined,
    of: connection,
  }
}
