import type { SpanSink } from '../../model/spanRecord.ts'
import type { ContextIndex } from '../../model/spanTable.ts'

/** One context for each service, for formats whose spans say all of their resource themselves. */
export class ServiceContexts {
  readonly #sink: SpanSink
  readonly #contexts = new Map<string | undefined, ContextIndex>()
  readonly #labelled = new Map<string, ContextIndex>()

  constructor(sink: SpanSink) {
    this.#sink = sink
  }

  /** The context of the spans of a service, new or known; undefined: of those that name none. */
  of(service: string | undefined): ContextIndex {
    const known = this.#contexts.get(service)
    if (known !== undefined) return known
    const context = this.#sink.openContext()
    this.#contexts.set(service, context)
    if (service !== undefined) this.#sink.describeContext(context, { service })
    return context
  }

  /** The context of the spans that state no service and are shown under a label, new or known. */
  labelled(serviceLabel: string): ContextIndex {
    const known = this.#labelled.get(serviceLabel)
    if (known !== undefined) return known
    const context = this.#sink.openContext()
    this.#labelled.set(serviceLabel, context)
    this.#sink.describeContext(context, { serviceLabel })
    return context
  }
}
