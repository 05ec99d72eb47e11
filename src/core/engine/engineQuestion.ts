/** What an engine is asked about. */
export interface EngineQuestion {
  /** Unix ms, whole. Requests and spans that began in `fromMs..toMs` are counted. */
  readonly fromMs: number
  readonly toMs: number
  /** ClickHouse alone: `otel_traces`, or `database.table`. */
  readonly table: string
}

/** A query that people may read, copy and run. */
export interface EngineQuery {
  readonly id: string
  readonly title: string
  readonly text: string
}

/** How far outside the time asked for parents and callers are looked up, in ms. */
export const MARGIN_MS = 600_000

/** What ended so lately may lack parents: a span is sent when it ends, and its parent ends later. In ms. */
export const SETTLING_MS = 300_000

const LONGEST_MS = 31 * 86_400_000
const TABLE = /^[A-Za-z_]\w{0,127}(?:\.[A-Za-z_]\w{0,127})?$/

/** What is wrong with a question, in a sentence; undefined where nothing is. */
export function questionFault({ fromMs, toMs, table }: EngineQuestion): string | undefined {
  if (!Number.isSafeInteger(fromMs) || !Number.isSafeInteger(toMs) || fromMs <= 0) return 'There is no such time.'
  if (toMs <= fromMs) return 'The end lies before the beginning.'
  if (toMs - fromMs > LONGEST_MS) return 'Ask for 31 days at most.'
  if (!TABLE.test(table)) {
    return 'A table is a name of letters, digits and “_”, with that of its database before a “.” where it has one.'
  }
  return undefined
}
