import { chooseBins, type RedBins } from '../red/redSeries.ts'
import { judgedSpans, KIND, START, tableOf, timeOf } from './clickHouseSpans.ts'
import { type EngineQuery, type EngineQuestion, MARGIN_MS } from './engineQuestion.ts'

/** Points of time that RED is asked for, at most. */
const MOST_BINS = 60
/** Rows that an answer has at most: the worst, or of RED the first by name. */
export const MOST_ROWS = 500

/** The time axis of the answer to a question. */
export function binsOf({ fromMs, toMs }: EngineQuestion): RedBins {
  const fromUnixNs = BigInt(fromMs) * 1_000_000n
  return chooseBins({ fromUnixNs, lengthNs: (toMs - fromMs) * 1e6 }, MOST_BINS, 1e9)
}

/**
 * Per service: entry orphan rate, broken local roots of all local roots that should have a parent, and span orphan
 * rate, broken spans of all that should have one (`measureBreaks`). Exempt ones are in neither and have counts of
 * their own.
 */
function ratesQuery(question: EngineQuestion): EngineQuery {
  const text = `${judgedSpans(question)}
SELECT
  service,
  count() AS spans,
  countIf(standing = 'broken') AS broken,
  countIf(standing != 'exempt') AS should,
  countIf(isEntry AND standing = 'broken') AS brokenEntries,
  countIf(isEntry AND standing != 'exempt') AS entries,
  countIf(class = 'external_parent') AS external,
  countIf(class = 'reparse') AS linked,
  countIf(class = 'legit_root') AS roots
FROM judged
GROUP BY service
ORDER BY brokenEntries DESC, service
LIMIT ${MOST_ROWS}
FORMAT JSON`
  return { id: 'rates', title: 'Orphan rates by service', text }
}

/**
 * Per caller and callee: boundary break rate, broken crossings of recorded and broken ones (`measureBoundaries`). Spans
 * that name one absent parent are one crossing.
 */
function boundariesQuery(question: EngineQuestion): EngineQuery {
  const text = `${judgedSpans(question)}
SELECT
  crossing, caller, service AS callee, via,
  uniqExactIf(trace, if(parent = 0, id, parent), standing = 'broken') AS brokenCrossings,
  countIf(standing = 'intact' AND crossing != '') AS intactCrossings
FROM judged
WHERE crossing != '' AND standing != 'exempt'
GROUP BY crossing, caller, callee, via
HAVING brokenCrossings > 0
ORDER BY brokenCrossings DESC, caller, callee
LIMIT ${MOST_ROWS}
FORMAT JSON`
  return { id: 'boundaries', title: 'Broken boundaries', text }
}

/** Per service and time bin: SERVER and CONSUMER spans that ended in it, errors among them, quantiles of duration; bin -1 is all of it. */
function redQuery(question: EngineQuestion): EngineQuery {
  const { fromMs, toMs } = question
  const { startUnixNs, widthNs } = binsOf(question)
  const end = `${START} + toInt64(Duration)`
  const text = `SELECT
  ServiceName AS service,
  arrayJoin([intDiv(${end} - ${startUnixNs}, ${widthNs}), -1]) AS bin,
  count() AS requests,
  countIf(positionCaseInsensitive(StatusCode, 'error') > 0) AS errors,
  quantilesTDigest(0.5, 0.95, 0.99)(toInt64(Duration)) AS quantilesNs
FROM ${tableOf(question)}
WHERE Timestamp >= ${timeOf(fromMs - MARGIN_MS)} AND Timestamp < ${timeOf(toMs)}
  AND ${end} >= ${fromMs} * 1000000 AND ${end} < ${toMs} * 1000000
  AND ${KIND} IN ('SERVER', 'CONSUMER')
GROUP BY service, bin
ORDER BY service, bin
LIMIT ${MOST_ROWS * MOST_BINS}
FORMAT JSON`
  return { id: 'red', title: 'Rate, errors, duration by service', text }
}

/** The three queries of a question that `questionFault` finds nothing wrong with. */
export function writeClickHouseQueries(question: EngineQuestion): readonly EngineQuery[] {
  return [ratesQuery(question), boundariesQuery(question), redQuery(question)]
}
