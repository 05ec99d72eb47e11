import { type UseQueryResult, useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { binsOf, writeClickHouseQueries } from '../../core/engine/clickHouseQueries.ts'
import type { EngineFigures } from '../../core/engine/engineFigures.ts'
import type { EngineQuery, EngineQuestion } from '../../core/engine/engineQuestion.ts'
import { readBoundaries, readRed, readServices } from '../../core/engine/readClickHouse.ts'
import { readTempo, readTempoSeries } from '../../core/engine/readTempo.ts'
import { type TempoQueryId, writeTempoQueries } from '../../core/engine/tempoQueries.ts'
import type { RedBins, TimeRange } from '../../core/red/redSeries.ts'
import type { Connection } from '../../sources/connection.ts'
import { engineQuery } from '../../sources/engine.ts'
import { SourceError } from '../../sources/traceSource.ts'

export type EngineKind = 'clickhouse' | 'tempo'

/** One query, and how far it is. */
export interface EnginePart {
  readonly query: EngineQuery
  readonly state: 'not asked' | 'asking' | 'answered' | 'failed'
  readonly error: Error | undefined
}

export interface EngineRun {
  readonly parts: readonly EnginePart[]
  readonly figures: EngineFigures
  readonly bins: RedBins
}

/** The queries of a question and what came of them. They are asked anew whenever `time` grows; 0 asks nothing. */
export function useEngine(
  kind: EngineKind,
  connection: Connection | undefined,
  question: EngineQuestion,
  time: number,
): EngineRun {
  const queries: readonly EngineQuery[] = useMemo(
    () => (kind === 'tempo' ? writeTempoQueries(question) : writeClickHouseQueries(question)),
    [kind, question],
  )
  const bins = useMemo(() => binsOf(question), [question])
  const results = useQueries({ queries: queries.map((query) => engineQuery(connection, query, time)) })
  const answers = new Map(queries.map(({ id }, n) => [id, results[n].data]))
  const { figures, unread } = kind === 'tempo' ? readTempoAnswers(answers, bins) : readRows(answers, question, bins)
  return {
    parts: queries.map((query, n) => partOf(query, results[n], unread.has(query.id))),
    figures,
    bins,
  }
}

interface ReadAnswers {
  readonly figures: EngineFigures
  /** Ids of queries with an answer of another shape. */
  readonly unread: ReadonlySet<string>
}

function readRows(answers: ReadonlyMap<string, unknown>, { fromMs, toMs }: EngineQuestion, bins: RedBins): ReadAnswers {
  const range: TimeRange = { fromUnixNs: BigInt(fromMs) * 1_000_000n, lengthNs: (toMs - fromMs) * 1e6 }
  const unread = new Set<string>()
  const read = <T>(id: string, reader: (body: unknown) => T | undefined): T | undefined => {
    const body = answers.get(id)
    const found = body === undefined ? undefined : reader(body)
    if (body !== undefined && found === undefined) unread.add(id)
    return found
  }
  const figures = {
    services: read('rates', readServices),
    boundaries: read('boundaries', readBoundaries),
    red: read('red', (body) => readRed(body, bins, range)),
  }
  return { figures, unread }
}

function readTempoAnswers(answers: ReadonlyMap<string, unknown>, bins: RedBins): ReadAnswers {
  const unread = new Set<string>()
  const series = new Map<TempoQueryId, NonNullable<ReturnType<typeof readTempoSeries>>>()
  for (const [id, body] of answers) {
    const found = body === undefined ? undefined : readTempoSeries(body, bins)
    if (found !== undefined) series.set(id as TempoQueryId, found)
    else if (body !== undefined) unread.add(id)
  }
  return { figures: readTempo(series, bins), unread }
}

function partOf(
  query: EngineQuery,
  { data, error, isFetching }: UseQueryResult<unknown>,
  isUnread: boolean,
): EnginePart {
  if (isFetching) return { query, state: 'asking', error: undefined }
  if (error !== null) return { query, state: 'failed', error }
  if (isUnread) {
    const wrong = new SourceError({ kind: 'wrongKind', saw: 'JSON of another shape', looksLike: undefined })
    return { query, state: 'failed', error: wrong }
  }
  return { query, state: data === undefined ? 'not asked' : 'answered', error: undefined }
}
