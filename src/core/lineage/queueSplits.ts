import { factText } from '../model/lineageFacts.ts'
import { type SpanIndex, textAt } from '../model/spanTable.ts'
import { hasTime, KIND, type Survey } from './survey.ts'
import type { VerdictColumns } from './verdicts.ts'

/** Words that a span name has beside its destination (messaging semantic conventions, span name; older and newer order). */
const VERBS = /^(?:publish|send|create|produce|receive|process|consume|settle|deliver|poll|ack|handle)$/i

/** What is known of a destination. */
interface Destination {
  /** Producers by their end, in ns. */
  readonly producers: { readonly span: SpanIndex; readonly endNs: number }[]
  /** Services of which a consumer has a producer above it. */
  readonly intact: Set<number>
}

/**
 * Judges CONSUMER spans without a parent: where producers of the same destination are recorded, context was lost on the
 * queue; where no group of consumers has it, the producer does not put it in; where another has, this group does not
 * take it out. O(n log n).
 */
export function judgeConsumers(survey: Survey, consumers: readonly SpanIndex[], verdicts: VerdictColumns): void {
  if (consumers.length === 0) return
  const { spans, atNs } = survey
  const destinations = listDestinations(survey)
  for (const span of consumers) {
    const destination = destinations.get(destinationOf(survey, span))
    if (destination === undefined || destination.producers.length === 0) continue
    const { producers, intact } = destination
    const ownIsIntact = intact.has(spans.service[span])
    const layer = intact.size > 0 && !ownIsIntact ? 'queue-extract' : 'queue-inject'
    const before = hasTime(spans, span) ? countEndedBefore(producers, atNs[span] + 1e6) : producers.length
    const last = before === 0 ? undefined : producers[before - 1].span
    const services = new Set(producers.slice(0, 200).map((producer) => spans.service[producer.span]))
    const caller = services.size === 1 ? spans.service[producers[0].span] : -1
    if (last === undefined) {
      const amount = producers.length
      verdicts.set(span, 'split_queue', { reason: 'consumerAlone', amount, confidence: 0.6, layer, caller })
    } else verdicts.set(span, 'split_queue', { reason: 'producer', other: last, confidence: 0.9, layer, caller })
  }
}

function listDestinations(survey: Survey): Map<string, Destination> {
  const { spans, endNs } = survey
  const destinations = new Map<string, Destination>()
  const at = (name: string): Destination => {
    const known = destinations.get(name)
    if (known !== undefined) return known
    const made: Destination = { producers: [], intact: new Set() }
    destinations.set(name, made)
    return made
  }
  for (let i = 0; i < spans.length; i++) {
    if (spans.kind[i] === KIND.producer) at(destinationOf(survey, i)).producers.push({ span: i, endNs: endNs[i] })
    const up = spans.parent[i]
    if (spans.kind[i] === KIND.consumer && up !== -1 && spans.kind[up] === KIND.producer) {
      at(destinationOf(survey, up)).intact.add(spans.service[i])
    }
  }
  for (const { producers } of destinations.values()) producers.sort((a, b) => a.endNs - b.endNs)
  return destinations
}

/** Destination of a producer or consumer: its attribute, else its name without the verb. */
export function destinationOf({ spans, facts }: Pick<Survey, 'spans' | 'facts'>, span: SpanIndex): string {
  if (facts.destination[span] !== -1) return factText(facts, facts.destination[span])
  const words = textAt(spans, spans.name[span]).split(/\s+/)
  const rest = words.filter((word) => !VERBS.test(word))
  return rest.length === 0 ? textAt(spans, spans.name[span]) : rest.join(' ')
}

function countEndedBefore(producers: Destination['producers'], ns: number): number {
  let low = 0
  let high = producers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (producers[middle].endNs <= ns) low = middle + 1
    else high = middle
  }
  return low
}
