/** One request at the entry of a service, sampled or not. */
export interface LabEntry {
  readonly service: string
  /** Name of the entry span. */
  readonly operation: string
  /** OTLP number of the span kind: 2 server, 5 consumer. */
  readonly kind: number
  /** ns after the lab's epoch, by the true clock. */
  readonly startNs: number
  readonly durationNs: number
  readonly failed: boolean
  /** Whether the span was written. */
  readonly sampled: boolean
}

/** What happened at one operation. */
export interface OperationTruth {
  readonly service: string
  readonly operation: string
  readonly requests: number
  readonly errors: number
  /** One duration a request, in ns, in the order of completion. */
  readonly durationsNs: readonly number[]
  /** Requests whose span was written. */
  readonly sampled: number
}

/** Counts every request, as metrics do, whatever becomes of its spans. */
export class RedTruth {
  readonly #operations = new Map<
    string,
    { service: string; operation: string; requests: number; errors: number; durationsNs: number[]; sampled: number }
  >()

  /** Adds one request. */
  count(entry: LabEntry): void {
    const key = JSON.stringify([entry.service, entry.operation])
    let truth = this.#operations.get(key)
    if (truth === undefined) {
      truth = {
        service: entry.service,
        operation: entry.operation,
        requests: 0,
        errors: 0,
        durationsNs: [],
        sampled: 0,
      }
      this.#operations.set(key, truth)
    }
    truth.requests++
    if (entry.failed) truth.errors++
    if (entry.sampled) truth.sampled++
    truth.durationsNs.push(entry.durationNs)
  }

  /** One record per service and operation, in the order in which they were first seen. */
  operations(): readonly OperationTruth[] {
    return [...this.#operations.values()]
  }
}
