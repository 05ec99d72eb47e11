import type { Dataset } from '../model/dataset.ts'
import type { LineageFacts } from '../model/lineageFacts.ts'
import type { SpanForest } from '../model/spanForest.ts'
import { HAS_PARENT_ID, NO_START, OFF_AXIS } from '../model/spanMarks.ts'
import type { SpanIndex, SpanTable } from '../model/spanTable.ts'
import { type ClockOffsets, findClockOffsets } from './clockOffsets.ts'
import { findOperations, type OperationTable } from './operations.ts'
import { findProxies, type IsProxy } from './proxies.ts'

/** Numbers of the kinds (trace.proto, `SpanKind`) that lineage turns on. */
export const KIND = { unspecified: 0, internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const

/** How an operation is seen in recorded trees: counts, one entry for each operation. */
interface OperationCounts {
  readonly spans: Uint32Array
  /** Without a parent id. */
  readonly roots: Uint32Array
  /** Below a CLIENT or PRODUCER span of another service. */
  readonly calledAcross: Uint32Array
  /** Below another span of another service, as behind a sidecar that records nothing for the caller. */
  readonly calledDirectly: Uint32Array
  /** Below a span of the same service. */
  readonly calledWithin: Uint32Array
  /** A service that called it across or directly, as a text index; -1 for none, -2 for several. */
  readonly caller: Int32Array
}

/** All that the families of classes share. */
export interface Survey {
  readonly spans: SpanTable
  readonly facts: LineageFacts
  readonly forest: SpanForest
  /** Start and end of each span on one axis for all traces, in ns after `originNs`, with clock offsets taken off. */
  readonly atNs: Float64Array
  readonly endNs: Float64Array
  /** Unix ns. */
  readonly originNs: bigint
  /** Number of the emitting instance of each span; instances of different services differ. */
  readonly instance: Int32Array
  readonly instances: number
  readonly clocks: ClockOffsets
  readonly operations: OperationTable
  readonly counts: OperationCounts
  readonly isProxy: IsProxy
}

/** Gathers what the judgement of breaks needs to know of a whole dataset. O(spans). */
export function surveyDataset({ spans, forest }: Pick<Dataset, 'spans' | 'forest'>, facts: LineageFacts): Survey {
  const { instance, instances } = numberInstances(spans, facts)
  const { atNs, endNs, originNs } = layOnOneAxis(spans)
  const clocks = findClockOffsets(spans, instance, instances, atNs, endNs)
  if (clocks.isSkewed) {
    for (let i = 0; i < spans.length; i++) {
      atNs[i] -= clocks.offsetNs[instance[i]]
      endNs[i] -= clocks.offsetNs[instance[i]]
    }
  }
  const operations = findOperations(spans)
  const counts = countOperations(spans, operations)
  const isProxy = findProxies(spans, facts, operations)
  return { spans, facts, forest, atNs, endNs, originNs, instance, instances, clocks, operations, counts, isProxy }
}

/** Whether a span has a start that can be compared with those of others. */
export function hasTime(spans: SpanTable, span: SpanIndex): boolean {
  return (spans.marks[span] & (NO_START | OFF_AXIS)) === 0
}

/** Whether a span gave no parent id. */
export function isParentless(spans: SpanTable, span: SpanIndex): boolean {
  return (spans.marks[span] & HAS_PARENT_ID) === 0 && spans.parent[span] === -1
}

/** Calls `visit` for each child of a span, until it returns true. Returns whether it did. */
export function someChild({ forest }: Survey, span: SpanIndex, visit: (child: SpanIndex) => boolean): boolean {
  const at = forest.position[span]
  for (let k = at + 1; k < forest.end[at]; k = forest.end[k]) if (visit(forest.order[k])) return true
  return false
}

function numberInstances(spans: SpanTable, facts: LineageFacts): Pick<Survey, 'instance' | 'instances'> {
  const instance = new Int32Array(spans.length)
  const numbers = new Map<number, number>()
  let lastKey = -1
  let last = 0
  for (let i = 0; i < spans.length; i++) {
    const key = spans.service[i] * 2 ** 24 + (facts.instance[spans.context[i]] ?? -1) + 1
    if (key !== lastKey) {
      lastKey = key
      last = numbers.get(key) ?? numbers.size
      numbers.set(key, last)
    }
    instance[i] = last
  }
  return { instance, instances: numbers.size }
}

function layOnOneAxis(spans: SpanTable): Pick<Survey, 'atNs' | 'endNs' | 'originNs'> {
  const { traces, length } = spans
  const originNs =
    traces.originNs
      .filter((ns) => ns !== 0n)
      .sort()
      .at(0) ?? 0n
  const atNs = new Float64Array(length)
  const endNs = new Float64Array(length)
  for (let t = 0; t < traces.length; t++) {
    const shift = Number(traces.originNs[t] - originNs)
    for (let i = traces.firstSpan[t]; i < traces.firstSpan[t + 1]; i++) {
      atNs[i] = shift + spans.startNs[i]
      endNs[i] = atNs[i] + spans.durationNs[i]
    }
  }
  return { atNs, endNs, originNs }
}

function countOperations(spans: SpanTable, { length, of }: OperationTable): OperationCounts {
  const counts = {
    spans: new Uint32Array(length),
    roots: new Uint32Array(length),
    calledAcross: new Uint32Array(length),
    calledDirectly: new Uint32Array(length),
    calledWithin: new Uint32Array(length),
    caller: new Int32Array(length).fill(-1),
  }
  const { parent, service, kind } = spans
  for (let i = 0; i < spans.length; i++) {
    const operation = of[i]
    const up = parent[i]
    counts.spans[operation]++
    if (up === -1) {
      if (isParentless(spans, i)) counts.roots[operation]++
    } else if (service[up] === service[i] && kind[i] !== KIND.server && kind[i] !== KIND.consumer) {
      counts.calledWithin[operation]++
    } else {
      if (kind[up] === KIND.client || kind[up] === KIND.producer) counts.calledAcross[operation]++
      else counts.calledDirectly[operation]++
      const known = counts.caller[operation]
      if (known === -1) counts.caller[operation] = service[up]
      else if (known !== service[up]) counts.caller[operation] = -2
    }
  }
  return counts
}
