import type { ByteSource } from '../../model/byteSource.ts'
import { field, listFrom, objectFrom } from '../fields/fields.ts'
import { findSpanHome, type SpanHome, sampleSpans } from '../spanHome.ts'
import { SPELLINGS } from './flatNames.ts'
import { type FlatTimePlan, FlatTimeVotes } from './flatTimes.ts'

/** How the flat spans of one file are to be read. */
export interface FlatPlan extends FlatTimePlan {
  readonly home: SpanHome
}

/** Spans that decide about the units of all. */
const SAMPLED_SPANS = 1000
const EVENTS_OF_A_SPAN = 20

const plans = new WeakMap<ByteSource, Promise<FlatPlan>>()

/** The plan of a source, made from its first spans when it is first asked for. */
export function flatPlanOf(source: ByteSource): Promise<FlatPlan> {
  const known = plans.get(source)
  if (known !== undefined) return known
  const plan = makePlan(source)
  plans.set(source, plan)
  return plan
}

async function makePlan(source: ByteSource): Promise<FlatPlan> {
  const isSpan = (keys: ReadonlySet<string>) =>
    SPELLINGS.traceId.some((key) => keys.has(key)) && SPELLINGS.spanId.some((key) => keys.has(key))
  const home = (await findSpanHome(source, isSpan)) ?? ''
  const votes = new FlatTimeVotes()
  let count = 0
  await sampleSpans(source, home, {
    onSpan(value) {
      const span = objectFrom(value)
      if (span === undefined) return true
      votes.addSpan(span)
      for (const item of listFrom(field(span, ...SPELLINGS.events)).slice(0, EVENTS_OF_A_SPAN)) {
        const event = objectFrom(item)
        if (event !== undefined) votes.addEvent(event)
      }
      return ++count < SAMPLED_SPANS
    },
  })
  return { home, ...votes.decide() }
}
