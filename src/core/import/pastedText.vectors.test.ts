import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { durationFromText } from './fields/durationText.ts'
import { parentIdFrom, spanIdFrom, traceIdFrom } from './fields/readIds.ts'
import { nsFromRfc3339 } from './fields/rfc3339.ts'
import { readMoment } from './flat/flatTimes.ts'
import { nsFromMicros, nsFromNanos, nsFromSeconds } from './json/exactNumber.ts'
import { parseJson } from './json/parseJson.ts'
import { readTraceState } from './pasted/traceState.ts'
import { readPastedText } from './pastedText.ts'

/** Shared test data beside the repository; a clone alone has none, and these tests are then reported as skipped. */
const folder = '../shared/vectors'

interface Case {
  readonly input: string
  readonly kind?: string
  readonly valid?: boolean
  readonly traceId?: string | null
  readonly spanId?: string
  readonly parentId?: string
  readonly sampled?: boolean | null
  readonly debug?: boolean
  readonly flags?: number
  readonly note?: string
  readonly reason?: string
  readonly candidates?: readonly string[]
  readonly traceIdRaw?: string
  readonly segmentId?: string
  readonly spanIndex?: number
  readonly entries?: readonly (readonly [string, string])[]
  readonly ns?: string | null
  readonly field?: string
  readonly hex?: string
}

const vectors = existsSync(folder) ? ['shared'] : []

function casesOf(file: string, list = 'cases'): readonly Case[] {
  return JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))[list]
}

function checkIds(wanted: Case): void {
  const pasted = readPastedText(wanted.input)
  expect(pasted, wanted.input).toMatchObject({ ids: { traceId: wanted.traceId } })
  if (pasted.kind !== 'ids' && pasted.kind !== 'url') return
  if (wanted.spanId !== undefined) expect(pasted.ids.spanId, wanted.input).toBe(wanted.spanId)
  if (wanted.parentId !== undefined) expect(pasted.ids.parentSpanId, wanted.input).toBe(wanted.parentId)
  if (wanted.sampled !== undefined) expect(pasted.ids.sampled, wanted.input).toBe(wanted.sampled ?? undefined)
  if (wanted.flags !== undefined) expect(pasted.ids.flags, wanted.input).toBe(wanted.flags)
  expect(pasted.ids.debug, wanted.input).toBe(wanted.debug ?? false)
}

describe.skipIf(vectors.length === 0)('the shared vectors (skipped: ../shared/vectors is not there)', () => {
  test('traceparent', () => {
    for (const wanted of casesOf('w3c-traceparent.json')) {
      const pasted = readPastedText(wanted.input)
      if (wanted.valid) checkIds(wanted)
      else if (wanted.reason?.startsWith('uppercase')) {
        expect(pasted).toMatchObject({ kind: 'ids', ids: { warnings: [expect.stringContaining('upper-case')] } })
      } else expect(pasted.kind, wanted.input).toBe('malformed')
    }
  })

  test('names of the traceparent header', () => {
    const { headerNames, badHeaderNames } = JSON.parse(readFileSync(`${folder}/w3c-traceparent.json`, 'utf8'))
    const value = '00-12345678901234567890123456789012-1234567890123456-01'
    for (const name of headerNames) expect(readPastedText(`${name}: ${value}`).kind).toBe('ids')
    for (const name of badHeaderNames) expect(readPastedText(`${name}: ${value}`).kind).toBe('malformed')
    expect(readPastedText(`traceparent: ${value}\ntraceparent: ${value}`).kind).toBe('malformed')
  })

  test('tracestate', () => {
    for (const wanted of casesOf('w3c-tracestate.json')) {
      const { members, faults } = readTraceState(wanted.input)
      expect(faults.length === 0, `${wanted.input}: ${faults}`).toBe(wanted.valid)
      if (wanted.entries !== undefined) expect(members.map(({ key, value }) => [key, value])).toEqual(wanted.entries)
    }
  })

  test('B3', () => {
    for (const wanted of [...casesOf('b3.json', 'single'), ...casesOf('b3.json', 'multi')]) {
      if (wanted.traceId === null) {
        const { sampled, debug = false } = wanted
        expect(readPastedText(wanted.input)).toMatchObject({ kind: 'decision', sampled, debug })
      } else if (wanted.valid) checkIds(wanted)
      else if (wanted.note?.includes('bare trace id')) {
        expect(readPastedText(wanted.input)).toMatchObject({ kind: 'ids', ids: { form: 'trace id' } })
      } else expect(readPastedText(wanted.input).kind, wanted.input).toBe('malformed')
    }
  })

  test('other headers and bare ids', () => {
    for (const wanted of casesOf('other-headers.json')) {
      const pasted = readPastedText(wanted.input)
      if (wanted.valid === false) expect(pasted.kind, wanted.input).toBe('malformed')
      else if (wanted.candidates !== undefined) {
        const ids = pasted.kind === 'candidates' ? pasted.candidates.flatMap(({ traceId }) => traceId ?? []) : []
        expect(ids).toEqual(wanted.candidates)
      } else if (wanted.traceIdRaw !== undefined) {
        const segment = { id: wanted.segmentId, spanNumber: wanted.spanIndex }
        expect(pasted).toMatchObject({ ids: { traceId: wanted.traceIdRaw, segment, sampled: wanted.sampled } })
      } else checkIds(wanted)
    }
  })

  test('addresses of viewers', () => {
    for (const wanted of casesOf('urls.json')) {
      expect(readPastedText(wanted.input), wanted.input).toMatchObject({ kind: 'url' })
      checkIds(wanted)
    }
  })

  test('lines of logs', () => {
    for (const wanted of casesOf('log-lines.json')) checkIds(wanted)
  })

  test('ids in fields of OTLP', () => {
    for (const { field, input, hex } of casesOf('otlp-ids.json')) {
      if (field === 'traceId') expect(traceIdFrom(input)?.id).toBe(hex)
      else if (field === 'spanId') expect(spanIdFrom(input)).toBe(hex)
      else expect(parentIdFrom(input)).toBe(undefined)
    }
  })

  test('numbers and times', () => {
    for (const { kind, input, ns } of casesOf('numbers-and-times.json')) {
      expect(String(timeOf(kind ?? '', input)), `${kind} ${input}`).toBe(String(ns ?? undefined))
    }
  })
})

/** Seconds from 1970 to 2001, where Apple's reference date lies. */
const APPLE_EPOCH_NS = 978_307_200_000_000_000n

function timeOf(kind: string, input: string): bigint | undefined {
  const number = parseJson(input)
  switch (kind) {
    case 'nanos':
      return nsFromNanos(number)
    case 'micros':
    case 'micros-float':
      return nsFromMicros(number)
    case 'seconds-float':
      return nsFromSeconds(number)
    case 'hrtime':
      return readMoment(number, undefined)
    case 'rfc3339':
    case 'clickhouse':
      return nsFromRfc3339(input)
    case 'apple-reference':
      return (nsFromSeconds(number) ?? 0n) + APPLE_EPOCH_NS
    default:
      return durationFromText(input)
  }
}
