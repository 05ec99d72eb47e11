import { describe, expect, test } from 'vitest'
import { binsOf, writeClickHouseQueries } from './clickHouseQueries.ts'
import { type EngineQuestion, questionFault } from './engineQuestion.ts'
import { writeTempoQueries } from './tempoQueries.ts'

const QUESTION: EngineQuestion = { fromMs: 1_700_000_100_000, toMs: 1_700_003_700_000, table: 'otel.otel_traces' }

const sql = (id: string, question = QUESTION): string =>
  writeClickHouseQueries(question).find((query) => query.id === id)?.text ?? ''

describe('a question', () => {
  test.each([
    [{}, undefined],
    [{ table: 'otel_traces' }, undefined],
    [{ toMs: QUESTION.fromMs }, /end lies before/],
    [{ fromMs: Number.NaN }, /no such time/],
    [{ fromMs: 0.5 }, /no such time/],
    [{ fromMs: -1 }, /no such time/],
    [{ toMs: Number.POSITIVE_INFINITY }, /no such time/],
    [{ fromMs: 1, toMs: QUESTION.toMs }, /31 days/],
    [{ table: '' }, /A table is/],
    [{ table: 'otel_traces; DROP TABLE x' }, /A table is/],
    [{ table: 'otel_traces`' }, /A table is/],
    [{ table: 'a.b.c' }, /A table is/],
    [{ table: "url('http://evil.example/')" }, /A table is/],
    [{ table: 'otel_traces\n' }, /A table is/],
    [{ table: '1table' }, /A table is/],
    [{ table: 'täble' }, /A table is/],
  ])('with %j is judged before it is asked', (part, words) => {
    const fault = questionFault({ ...QUESTION, ...part })
    if (words === undefined) expect(fault).toBeUndefined()
    else expect(fault).toMatch(words)
  })
})

describe('SQL for ClickHouse', () => {
  test('every query reads the table that was named, in the time that was asked for', () => {
    for (const { text } of writeClickHouseQueries(QUESTION)) {
      expect(text).toContain('FROM `otel`.`otel_traces`')
      expect(text).toContain(`Timestamp >= fromUnixTimestamp64Milli(toInt64(${QUESTION.fromMs - 600_000}))`)
      expect(text).not.toMatch(/\b(?:INSERT|ALTER|DROP|CREATE|SETTINGS|INTO OUTFILE|url\(|remote\(|file\()/)
      expect(text.endsWith('FORMAT JSON')).toBe(true)
    }
  })

  test('only spans that began in the time are judged; parents and callers may lie ten minutes outside', () => {
    const text = sql('rates')
    expect(text).toContain(`startNs >= ${QUESTION.fromMs} * 1000000 AND startNs < ${QUESTION.toMs} * 1000000`)
    expect(text).toContain(`Timestamp < fromUnixTimestamp64Milli(toInt64(${QUESTION.toMs + 600_000}))`)
  })

  test('classes are tried in the order of the decision list', () => {
    const text = sql('rates')
    const order = ["'self_parent'", "'id_format'", "'dropped_local'", "'external_parent'", "'dropped_remote'"]
    const roots = ["'reparse'", "'split_http'", "'split_queue'", "'split_mesh'", "'unexplained'", "'legit_root'"]
    for (const names of [order, roots]) {
      const places = names.map((name) => text.indexOf(name))
      expect(places).not.toContain(-1)
      expect(places).toEqual([...places].sort((a, b) => a - b))
    }
  })

  test('rates count what should have a parent, by service', () => {
    const [, select = ''] = sql('rates').split(/\n {2}\)\nSELECT\n/)
    expect(select).toBe(`  service,
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
LIMIT 500
FORMAT JSON`)
  })

  test('a boundary counts spans that name one absent parent once', () => {
    expect(sql('boundaries')).toContain("uniqExactIf(trace, if(parent = 0, id, parent), standing = 'broken')")
  })

  test('RED is counted by when requests ended, in bins that people count in', () => {
    expect(binsOf(QUESTION)).toEqual({ startUnixNs: 1_700_000_100_000_000_000n, widthNs: 60e9, length: 60 })
    expect(sql('red')).toBe(`SELECT
  ServiceName AS service,
  arrayJoin([intDiv(toUnixTimestamp64Nano(Timestamp) + toInt64(Duration) - 1700000100000000000, 60000000000), -1]) AS bin,
  count() AS requests,
  countIf(positionCaseInsensitive(StatusCode, 'error') > 0) AS errors,
  quantilesTDigest(0.5, 0.95, 0.99)(toInt64(Duration)) AS quantilesNs
FROM \`otel\`.\`otel_traces\`
WHERE Timestamp >= fromUnixTimestamp64Milli(toInt64(1699999500000)) AND Timestamp < fromUnixTimestamp64Milli(toInt64(1700003700000))
  AND toUnixTimestamp64Nano(Timestamp) + toInt64(Duration) >= 1700000100000 * 1000000 AND toUnixTimestamp64Nano(Timestamp) + toInt64(Duration) < 1700003700000 * 1000000
  AND replaceOne(upper(SpanKind), 'SPAN_KIND_', '') IN ('SERVER', 'CONSUMER')
GROUP BY service, bin
ORDER BY service, bin
LIMIT 30000
FORMAT JSON`)
  })
})

describe('TraceQL for Tempo', () => {
  test('each count is by service over the whole axis', () => {
    const queries = writeTempoQueries(QUESTION)
    for (const { startS, endS, stepS } of queries) {
      expect([startS, endS]).toEqual([1_700_000_100, 1_700_003_700])
      expect((endS - startS) % stepS).toBe(0)
    }
    expect(Object.fromEntries(queries.map(({ id, text }) => [id, text]))).toEqual({
      requests: '{ (kind = server || kind = consumer) } | count_over_time() by (resource.service.name)',
      errors: '{ (kind = server || kind = consumer) && status = error } | count_over_time() by (resource.service.name)',
      durations:
        '{ (kind = server || kind = consumer) } | quantile_over_time(duration, .5, .95, .99) by (resource.service.name)',
      allDurations:
        '{ (kind = server || kind = consumer) } | quantile_over_time(duration, .5, .95, .99) by (resource.service.name)',
      roots:
        '{ (kind = server || kind = consumer) && nestedSetParent < 0 } | count_over_time() by (resource.service.name)',
      unconnected:
        '{ (kind = server || kind = consumer) && nestedSetParent = 0 } | count_over_time() by (resource.service.name)',
      openCalls:
        '{ kind = client && span:childCount = 0 && span.peer.service != nil } | count_over_time() by (span.peer.service)',
      openHosts:
        '{ kind = client && span:childCount = 0 && span.server.address != nil } | count_over_time() by (span.server.address)',
    })
  })

  test('durations of all are one step', () => {
    const { startS, endS, stepS } = writeTempoQueries(QUESTION).find(({ id }) => id === 'allDurations') ?? {}
    expect(stepS).toBe(Number(endS) - Number(startS))
  })
})
