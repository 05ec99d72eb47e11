import { type Arrival, type Context, type DraftSpan, HeadSampler, Hops, mangleEntry } from './hops.ts'
import { KIND, type LabAttribute, type LabEmitter, type LabSpan } from './labSpan.ts'
import type { LabFault, LabMesh, LabOperation, LabStep } from './mesh.ts'
import { Random } from './random.ts'
import type { LabEntry } from './redTruth.ts'
import {
  clientAttributes,
  entryAttributes,
  exceptionEvent,
  fillRoute,
  type LabInstance,
  makeInstance,
  messagingAttributes,
  queryAttributes,
  sidecarAttributes,
  sidecarSpanName,
  splitOperation,
} from './semanticAttributes.ts'

/** How a mesh is run. */
export interface SimulationOptions {
  readonly seed: number
  /** Share of traces that are written, decided at their root; 1 if absent. Times and ids do not depend on it. */
  readonly sampling?: number
  readonly faults?: readonly LabFault[]
  /** Deviation of the logarithm of every duration; 0.25 if absent, 0 for the medians themselves. */
  readonly spread?: number
  /** Times are multiples of this; 1 ns if absent. */
  readonly stepNs?: number
  /** Told of every request at the entry of every service, sampled or not. */
  readonly onEntry?: (entry: LabEntry) => void
}

/** Who runs steps: the span above them. */
interface Host {
  readonly instance: LabInstance
  readonly span: DraftSpan
  readonly sampled: boolean
}

interface Outcome {
  readonly endNs: number
  readonly failed: boolean
}

/** Outcome of an operation, with its HTTP status. */
interface Served extends Outcome {
  readonly status: number
}

/** Time that an operation needs before, between and after its steps. */
const OWN_MS = 0.3
/** One way through a sidecar. */
const SIDECAR_MS = 0.15
/** One way through the network. */
const NETWORK_MS = 0.4

/** A mesh at work. Chance comes from one seed; requests must be made in the same order to be the same. */
export class Simulation {
  readonly #operations = new Map<string, LabOperation>()
  readonly #instances = new Map<string, readonly LabInstance[]>()
  readonly #timing: Random
  readonly #ids: Random
  readonly #text: Random
  readonly #sampler: HeadSampler
  readonly #hops: Hops
  readonly #spread: number
  readonly #stepNs: number
  readonly #onEntry: ((entry: LabEntry) => void) | undefined
  #spans: DraftSpan[] = []

  constructor(mesh: LabMesh, options: SimulationOptions) {
    this.#timing = new Random(options.seed, 1)
    this.#ids = new Random(options.seed, 2)
    this.#text = new Random(options.seed, 3)
    this.#sampler = new HeadSampler(options.sampling ?? 1)
    this.#hops = new Hops(options.faults ?? [], this.#sampler, options.seed)
    this.#spread = options.spread ?? 0.25
    this.#stepNs = options.stepNs ?? 1
    this.#onEntry = options.onEntry
    for (const operation of mesh.operations) this.#operations.set(`${operation.service} ${operation.name}`, operation)
    for (const service of mesh.services) {
      const instances = Array.from({ length: service.instances }, (_, i) => makeInstance(service, i, this.#text))
      this.#instances.set(service.name, instances)
    }
  }

  /**
   * Sends one request into the mesh, `atNs` after the lab's epoch; a caller outside sends a context with it. Returns the spans that were written, parents before
   * children: none for a request that is not sampled or an operation that the mesh does not have. Linear in the spans;
   * the recursion is as deep as the mesh.
   */
  request(service: string, operation: string, atNs: number, caller: 'nobody' | 'outside' = 'nobody'): LabSpan[] {
    this.#spans = []
    const entry = this.#operations.get(`${service} ${operation}`)
    const traceId = this.#ids.traceId()
    const context = caller === 'nobody' ? this.#hops.root(traceId) : this.#hops.outside(traceId)
    if (entry !== undefined) this.#serve(entry, { context, fault: undefined }, atNs, this.#path(operation))
    return this.#spans
  }

  #path(operation: string): string {
    return fillRoute(splitOperation(operation).route, this.#text)
  }

  #durationNs(medianMs: number): number {
    const ns = this.#timing.lognormal(medianMs, this.#spread) * 1e6
    return Math.max(1, Math.round(ns / this.#stepNs)) * this.#stepNs
  }

  #open(instance: LabInstance, emitter: LabEmitter, context: Context, name: string, kind: number, startNs: number) {
    const parentFlags = context.parentSpanId !== '' && context.remote ? 0x300 : 0x100
    const span: DraftSpan = {
      traceId: context.traceId,
      spanId: this.#ids.spanId(),
      parentSpanId: context.parentSpanId,
      traceState: this.#sampler.traceState,
      flags: parentFlags | 1,
      name,
      kind,
      startNs: startNs + instance.clockOffsetNs,
      endNs: undefined,
      attributes: [],
      events: [],
      links: context.links,
      status: 0,
      statusMessage: '',
      emitter,
    }
    return span
  }

  #openBelow(host: Host, emitter: LabEmitter, name: string, kind: number, startNs: number): DraftSpan {
    const context = {
      traceId: host.span.traceId,
      parentSpanId: host.span.spanId,
      sampled: host.sampled,
      remote: false,
      links: [],
    }
    return this.#open(host.instance, emitter, context, name, kind, startNs)
  }

  #close(span: DraftSpan, instance: LabInstance, endNs: number, attributes: readonly LabAttribute[]): void {
    span.endNs = endNs + instance.clockOffsetNs
    span.attributes = attributes
  }

  /** The callee's part of a hop: its entry span and what it does. `queue` names the destination of a message. */
  #serve(operation: LabOperation, arrival: Arrival, startNs: number, path: string, queue?: string): Served {
    const instance = this.#timing.pick(this.#instances.get(operation.service) ?? [])
    if (instance.service.sidecar !== 'beside the application' || queue !== undefined || operation.isScheduled) {
      return this.#serveAt(instance, operation, arrival, startNs, path, queue)
    }
    const { context } = arrival
    const span = this.#openSidecar(instance, context, operation.service, KIND.server, startNs)
    this.#write(span, context.sampled)
    const behind = { ...context, parentSpanId: span.spanId, remote: true, links: [] }
    const at = startNs + this.#durationNs(SIDECAR_MS)
    const served = this.#serveAt(instance, operation, { context: behind, fault: arrival.fault }, at, path, queue)
    const endNs = served.endNs + this.#durationNs(SIDECAR_MS)
    const attributes = sidecarAttributes('inbound', instance, operation.service, operation.name, served.status)
    this.#close(span, instance, endNs, attributes)
    return { ...served, endNs }
  }

  /** A sidecar's flags do not say where the parent was. */
  #openSidecar(instance: LabInstance, context: Context, to: string, kind: number, startNs: number): DraftSpan {
    const span = this.#open(instance, instance.proxy, context, sidecarSpanName(to), kind, startNs)
    span.flags &= 0xff
    return span
  }

  #serveAt(
    instance: LabInstance,
    operation: LabOperation,
    { context, fault }: Arrival,
    startNs: number,
    path: string,
    queue: string | undefined,
  ): Served {
    const kind = queue !== undefined ? KIND.consumer : operation.isScheduled ? KIND.internal : KIND.server
    const emitter = queue !== undefined ? instance.messaging : operation.isScheduled ? instance.own : instance.http
    const span = this.#open(instance, emitter, context, operation.name, kind, startNs)
    const written = context.sampled && fault !== 'entry_dropped'
    if (written) this.#spans.push(span)
    const thrown = operation.failure !== undefined && this.#timing.chance(operation.failure.share)
    const ran = this.#run(operation.steps, { instance, span, sampled: context.sampled }, startNs)
    const endNs = ran.endNs + this.#durationNs(OWN_MS)
    const failed = thrown || ran.failed
    if (operation.failure !== undefined && thrown) {
      const timeNs = ran.endNs + instance.clockOffsetNs
      span.events = [exceptionEvent(instance.service, operation.failure.type, operation.failure.message, timeNs)]
      span.statusMessage = operation.failure.message
    }
    if (failed) span.status = 2
    const status = thrown ? 500 : failed ? 502 : 200
    this.#close(span, instance, endNs, entryAttributes(operation, path, status, queue))
    if (written) mangleEntry(fault, span, this.#spans)
    this.#onEntry?.({
      service: operation.service,
      operation: operation.name,
      kind,
      startNs,
      durationNs: endNs - startNs,
      failed,
      sampled: context.sampled,
    })
    return { endNs, failed, status }
  }

  #run(steps: readonly LabStep[], host: Host, startNs: number): Outcome {
    let at = startNs
    for (const step of steps) {
      const outcome = this.#step(step, host, at + this.#durationNs(OWN_MS))
      at = outcome.endNs
      if (outcome.failed) return outcome
    }
    return { endNs: at, failed: false }
  }

  #step(step: LabStep, host: Host, at: number): Outcome {
    switch (step.do) {
      case 'wait':
        return { endNs: at + this.#durationNs(step.ms), failed: false }
      case 'work':
        return this.#work(step.name, step.ms, step.steps ?? [], host, at)
      case 'background':
        return this.#background(step, host, at)
      case 'query':
        return this.#query(step, host, at)
      case 'external':
        return this.#external(step, host, at)
      case 'call':
        return this.#call(step, host, at)
      case 'publish':
        return this.#publish(step, host, at)
      case 'together': {
        const outcomes = step.steps.map((each) => this.#step(each, host, at))
        const endNs = Math.max(at, ...outcomes.map((outcome) => outcome.endNs))
        return { endNs, failed: outcomes.some((outcome) => outcome.failed) }
      }
    }
  }

  #write(span: DraftSpan, sampled: boolean): void {
    if (sampled) this.#spans.push(span)
  }

  #work(name: string, ms: number, steps: readonly LabStep[], host: Host, at: number): Outcome {
    const span = this.#openBelow(host, host.instance.own, name, KIND.internal, at)
    this.#write(span, host.sampled)
    const ran = this.#run(steps, { ...host, span }, at)
    const endNs = ran.endNs + this.#durationNs(ms)
    this.#close(span, host.instance, endNs, [['code.function.name', `${host.instance.service.name}.${name}`]])
    if (ran.failed) span.status = 2
    return { endNs, failed: ran.failed }
  }

  #background(step: LabStep & { readonly do: 'background' }, host: Host, at: number): Outcome {
    const service = host.instance.service.name
    const { context, fault } = this.#hops.cross('async', service, service, host.span, host.sampled)
    const span = this.#open(host.instance, host.instance.own, context, step.name, KIND.internal, at)
    const written = context.sampled && fault !== 'entry_dropped'
    this.#write(span, written)
    const ran = this.#run(step.steps ?? [], { instance: host.instance, span, sampled: context.sampled }, at)
    const attributes: LabAttribute[] = [['code.function.name', `${service}.${step.name}`]]
    this.#close(span, host.instance, ran.endNs + this.#durationNs(step.ms), attributes)
    if (written) mangleEntry(fault, span, this.#spans)
    return { endNs: at, failed: false }
  }

  #query(step: LabStep & { readonly do: 'query' }, host: Host, at: number): Outcome {
    let from = at
    for (let i = 0; i < (step.times ?? 1); i++) {
      const name = `${step.operation} ${step.collection}`
      const span = this.#openBelow(host, host.instance.database, name, KIND.client, from)
      this.#write(span, host.sampled)
      const endNs = from + this.#durationNs(step.ms)
      this.#close(span, host.instance, endNs, queryAttributes(host.instance.service.name, step))
      from = endNs + this.#durationNs(OWN_MS / 4)
    }
    return { endNs: from, failed: false }
  }

  #external(step: LabStep & { readonly do: 'external' }, host: Host, at: number): Outcome {
    const operation = `${step.method} ${step.path}`
    const span = this.#openBelow(host, host.instance.http, operation, KIND.client, at)
    this.#write(span, host.sampled)
    const endNs = at + this.#durationNs(step.ms)
    const path = fillRoute(step.path, this.#text)
    this.#close(span, host.instance, endNs, clientAttributes(step.host, operation, path, 200, 0))
    return { endNs, failed: false }
  }

  #call(step: LabStep & { readonly do: 'call' }, host: Host, at: number): Outcome {
    const operation = this.#operations.get(`${step.to} ${step.operation}`)
    const made = this.#timing.chance(step.share ?? 1)
    if (operation === undefined || !made) return { endNs: at, failed: false }
    const path = this.#path(step.operation)
    let from = at
    for (let attempt = 0; ; attempt++) {
      const outcome = this.#attempt(operation, path, attempt, host, from)
      if (!outcome.failed) return outcome
      if (attempt >= (step.retries ?? 0)) return { endNs: outcome.endNs, failed: step.tolerant !== true }
      from = outcome.endNs + this.#durationNs(5)
    }
  }

  #attempt(operation: LabOperation, path: string, attempt: number, host: Host, at: number): Outcome {
    const { sidecar } = host.instance.service
    if (sidecar === 'beside the application') return this.#callThroughSidecar(operation, path, attempt, host, at)
    if (sidecar !== undefined) return this.#pass(operation, path, host, at)
    const span = this.#openBelow(host, host.instance.http, operation.name, KIND.client, at)
    const arrival = this.#hops.cross('http', host.instance.service.name, operation.service, span, host.sampled)
    this.#write(span, host.sampled && arrival.fault !== 'caller_dropped')
    const served = this.#serve(operation, arrival, at + this.#durationNs(NETWORK_MS), path)
    const endNs = served.endNs + this.#durationNs(NETWORK_MS)
    this.#close(
      span,
      host.instance,
      endNs,
      clientAttributes(operation.service, operation.name, path, served.status, attempt),
    )
    if (served.failed) span.status = 2
    return { endNs, failed: served.failed }
  }

  /** A call that the application records, and its sidecar from the context that the application sends. */
  #callThroughSidecar(operation: LabOperation, path: string, attempt: number, host: Host, at: number): Outcome {
    const { instance } = host
    const span = this.#openBelow(host, instance.http, operation.name, KIND.client, at)
    const { context, fault } = this.#hops.cross('http', instance.service.name, operation.service, span, host.sampled)
    this.#write(span, host.sampled && fault !== 'caller_dropped')
    const sentNs = at + this.#durationNs(SIDECAR_MS)
    const sidecar = this.#openSidecar(instance, context, operation.service, KIND.client, sentNs)
    this.#write(sidecar, context.sampled)
    const onward = { ...context, traceId: sidecar.traceId, parentSpanId: sidecar.spanId, remote: true, links: [] }
    const served = this.#serve(
      operation,
      { context: onward, fault: undefined },
      sentNs + this.#durationNs(NETWORK_MS),
      path,
    )
    const answeredNs = served.endNs + this.#durationNs(NETWORK_MS)
    const outbound = sidecarAttributes('outbound', instance, operation.service, operation.name, served.status)
    this.#close(sidecar, instance, answeredNs, outbound)
    const endNs = answeredNs + this.#durationNs(SIDECAR_MS)
    const attributes = clientAttributes(operation.service, operation.name, path, served.status, attempt)
    this.#close(span, instance, endNs, attributes)
    if (served.failed) span.status = 2
    return { endNs, failed: served.failed }
  }

  /** A call that only sidecars may see. */
  #pass(operation: LabOperation, path: string, host: Host, at: number): Outcome {
    const { instance } = host
    const arrival = this.#hops.cross('http', instance.service.name, operation.service, host.span, host.sampled)
    if (instance.service.sidecar === 'entries') {
      const served = this.#serve(operation, arrival, at + this.#durationNs(NETWORK_MS), path)
      return { endNs: served.endNs + this.#durationNs(NETWORK_MS), failed: served.failed }
    }
    const { sampled } = arrival.context
    const span = this.#open(instance, instance.http, arrival.context, operation.name, KIND.client, at)
    this.#write(span, sampled)
    const context = { traceId: span.traceId, parentSpanId: span.spanId, sampled, remote: true, links: [] }
    const served = this.#serve(operation, { context, fault: undefined }, at + this.#durationNs(NETWORK_MS), path)
    const endNs = served.endNs + this.#durationNs(NETWORK_MS)
    this.#close(span, instance, endNs, clientAttributes(operation.service, operation.name, path, served.status, 0))
    if (served.failed) span.status = 2
    return { endNs, failed: served.failed }
  }

  #publish(step: LabStep & { readonly do: 'publish' }, host: Host, at: number): Outcome {
    const { instance } = host
    const span = this.#openBelow(host, instance.messaging, `send ${step.destination}`, KIND.producer, at)
    const message = this.#text.spanId()
    const endNs = at + this.#durationNs(step.ms)
    this.#close(span, instance, endNs, messagingAttributes(step.destination, message, undefined))
    let written = host.sampled
    const arrivals = step.consumers.map((consumer) => {
      const arrival = this.#hops.cross('queue', instance.service.name, consumer.to, span, host.sampled)
      if (arrival.fault === 'caller_dropped') written = false
      return arrival
    })
    this.#write(span, written)
    step.consumers.forEach((consumer, i) => {
      const operation = this.#operations.get(`${consumer.to} ${consumer.operation}`)
      if (operation === undefined) return
      this.#serve(operation, arrivals[i], endNs + this.#durationNs(consumer.lagMs), message, step.destination)
    })
    return { endNs, failed: false }
  }
}
