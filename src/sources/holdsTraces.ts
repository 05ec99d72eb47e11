import type { Connection } from './connection.ts'

/** Whether traces can be asked for by id, and searched for. */
export function holdsTraces({ kind }: Connection): boolean {
  return kind === 'jaeger' || kind === 'zipkin' || kind === 'tempo'
}
