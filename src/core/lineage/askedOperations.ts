import { IS_DATABASE, IS_MESSAGE } from '../model/lineageFacts.ts'
import type { SpanIndex } from '../model/spanTable.ts'
import { mayAskFor } from './openCalls.ts'
import type { Peers } from './peers.ts'
import { KIND, type Survey } from './survey.ts'

/** Kinds of requests of one service that are told apart. */
const MAX_REQUESTS = 500

/** What the services of a dataset are asked for, by CLIENT spans that name them and by recorded callers. */
export class AskedOperations {
  readonly #survey: Survey
  /** For each service one call of each method and route. */
  readonly #calls = new Map<number, Map<number, SpanIndex>>()
  /** One entry an operation: 0 not looked at, 1 asked for, 2 not. */
  readonly #known: Uint8Array

  constructor(survey: Survey, peers: Peers) {
    this.#survey = survey
    this.#known = new Uint8Array(survey.operations.length)
    const { spans, facts } = survey
    for (let i = 0; i < spans.length; i++) {
      const peer = facts.peer[i]
      if (spans.kind[i] !== KIND.client || peer === -1 || (facts.marks[i] & (IS_DATABASE | IS_MESSAGE)) !== 0) continue
      const service = peers.serviceOf[peer]
      if (service === -1 || service === spans.service[i]) continue
      const calls = this.#calls.get(service) ?? new Map<number, SpanIndex>()
      const request = (facts.method[i] + 1) * 2 ** 26 + facts.route[i] + 1
      if (calls.size < MAX_REQUESTS && !calls.has(request)) calls.set(request, i)
      this.#calls.set(service, calls)
    }
  }

  /** Whether the operation of an entry span has a recorded caller, or is asked for by a CLIENT span. */
  isAsked(entry: SpanIndex): boolean {
    const { operations, counts, spans, facts } = this.#survey
    const operation = operations.of[entry]
    if (counts.calledAcross[operation] + counts.calledDirectly[operation] > 0) return true
    if (this.#known[operation] === 0) {
      const calls = this.#calls.get(spans.service[entry])
      const isAsked = calls !== undefined && [...calls.values()].some((call) => mayAskFor(facts, entry, call))
      this.#known[operation] = isAsked ? 1 : 2
    }
    return this.#known[operation] === 1
  }

  /** Whether any CLIENT span names the service of a span. */
  isServiceNamed(span: SpanIndex): boolean {
    return this.#calls.has(this.#survey.spans.service[span])
  }
}
