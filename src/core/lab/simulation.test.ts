import { describe, expect, test } from 'vitest'
import { KIND, type LabSpan, serviceOf } from './labSpan.ts'
import type { FaultKind, LabFault, LabMesh, LabService } from './mesh.ts'
import { RedTruth } from './redTruth.ts'
import { makeShop } from './shopMesh.ts'
import { Simulation, type SimulationOptions } from './simulation.ts'

const OPERATIONS = ['POST /orders', 'POST /checkout', 'POST /orders/{id}/ship', 'GET /stock/{id}']

function run(requests: number, options: Partial<SimulationOptions> = {}) {
  const truth = new RedTruth()
  const shop = new Simulation(makeShop({ chargeFailures: 0.1 }), {
    seed: 4,
    onEntry: (entry) => truth.count(entry),
    ...options,
  })
  const spans: LabSpan[] = []
  for (let i = 0; i < requests; i++) {
    spans.push(...shop.request('gateway', OPERATIONS[i % OPERATIONS.length], i * 1e9))
  }
  return { spans, truth }
}

function order(kind: FaultKind, hop: Partial<LabFault> = { to: 'payment' }): LabSpan[] {
  const shop = makeShop({ chargeFailures: 0 })
  return new Simulation(shop, { seed: 1, faults: [{ kind, share: 1, ...hop }] }).request('gateway', 'POST /orders', 0)
}

/** Spans that name a parent which is not in their trace. */
function orphansOf(spans: readonly LabSpan[]): LabSpan[] {
  const ids = new Set(spans.map((span) => span.traceId + span.spanId))
  return spans.filter((span) => span.parentSpanId !== '' && !ids.has(span.traceId + span.parentSpanId))
}

function entryOf(spans: readonly LabSpan[], service: string): LabSpan | undefined {
  return spans.find((span) => serviceOf(span) === service && span.kind === KIND.server)
}

function traceIds(spans: readonly LabSpan[]): Set<string> {
  return new Set(spans.map((span) => span.traceId))
}

test('the same seed makes the same spans', () => {
  expect(run(20).spans).toEqual(run(20).spans)
  expect(run(20, { seed: 5 }).spans).not.toEqual(run(20).spans)
})

test('without faults every request is one trace with one root, and children lie within their parents', () => {
  const { spans } = run(40)
  expect(orphansOf(spans)).toEqual([])
  expect(traceIds(spans).size).toBe(40)
  expect(spans.filter((span) => span.parentSpanId === '')).toHaveLength(40)
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  for (const span of spans) {
    expect(span.traceId).toMatch(/^[0-9a-f]{32}$/)
    expect(span.spanId).toMatch(/^[0-9a-f]{16}$/)
    const parent = byId.get(span.parentSpanId)
    if (parent === undefined || span.kind === KIND.consumer) continue
    expect(span.startNs).toBeGreaterThanOrEqual(Number(parent.startNs))
    expect(span.endNs).toBeLessThanOrEqual(Number(parent.endNs))
  }
})

test('an entry span says that its parent is remote, other spans that it is not', () => {
  for (const span of order('duplicate_equal', { to: 'nobody' })) {
    const remote = span.kind === KIND.server && span.parentSpanId !== ''
    expect(span.flags).toBe(remote ? 0x301 : 0x101)
  }
})

test('a failed operation carries its exception, and its caller the error', () => {
  const { spans } = run(200)
  const failed = spans.filter((span) => span.name === 'POST /charge' && span.status === 2)
  expect(failed.some((span) => span.kind === KIND.client)).toBe(true)
  for (const span of failed.filter((each) => each.kind === KIND.server)) {
    expect(span.events.map((event) => event.name)).toEqual(['exception'])
    expect(span.events[0].attributes.map(([key]) => key)).toContain('exception.stacktrace')
  }
})

describe('a fault', () => {
  const whole = order('duplicate_equal', { to: 'nobody' })

  test('header forgotten: the callee starts a trace of its own, and all other ids stay', () => {
    const spans = order('header_forgotten')
    expect(traceIds(spans).size).toBe(2)
    expect(entryOf(spans, 'payment')?.parentSpanId).toBe('')
    expect(orphansOf(spans)).toEqual([])
    expect(spans.map((span) => span.spanId)).toEqual(whole.map((span) => span.spanId))
    expect(spans.map((span) => span.startNs)).toEqual(whole.map((span) => span.startNs))
  })

  test('link instead of parent: the new trace links to the caller', () => {
    const entry = entryOf(order('link_instead'), 'payment')
    expect(entry?.parentSpanId).toBe('')
    expect(entry?.links[0].traceId).toBe(whole[0].traceId)
  })

  test('id truncated: the same lower half, an orphan', () => {
    const spans = order('id_truncated')
    expect(entryOf(spans, 'payment')?.traceId).toBe('0'.repeat(16) + spans[0].traceId.slice(16))
    expect(orphansOf(spans)).toHaveLength(1)
  })

  test('parent rewritten, caller dropped: the entry is an orphan', () => {
    expect(orphansOf(order('parent_rewritten'))).toEqual([entryOf(order('parent_rewritten'), 'payment')])
    expect(order('caller_dropped')).toHaveLength(whole.length - 1)
    expect(orphansOf(order('caller_dropped'))).toHaveLength(1)
  })

  test('entry dropped: its children name an absent parent', () => {
    const orphans = orphansOf(order('entry_dropped'))
    expect(orphans.length).toBeGreaterThan(1)
    expect(new Set(orphans.map((span) => span.parentSpanId)).size).toBe(1)
  })

  test('self-parent and cycle', () => {
    const own = entryOf(order('self_parent'), 'payment')
    expect(own?.parentSpanId).toBe(own?.spanId)
    const spans = order('cycle')
    const entry = entryOf(spans, 'payment')
    expect(spans.find((span) => span.spanId === entry?.parentSpanId)?.parentSpanId).toBe(entry?.spanId)
  })

  test('duplicates: the same id twice', () => {
    const [first, second] = order('duplicate_equal').filter(
      (span, _, all) => all.filter((s) => s.spanId === span.spanId).length > 1,
    )
    expect(first).toEqual(second)
    const differing = order('duplicate_different')
    expect(differing).toHaveLength(whole.length + 1)
    expect(new Set(differing.map((span) => span.spanId)).size).toBe(whole.length)
  })

  test('context leaked: the callee stands in the trace of the request before', () => {
    const faults: LabFault[] = [{ kind: 'context_leaked', to: 'payment', share: 1 }]
    const shop = new Simulation(makeShop({ chargeFailures: 0 }), { seed: 1, faults })
    const before = shop.request('gateway', 'POST /orders', 0)
    const after = shop.request('gateway', 'POST /orders', 1e9)
    expect(entryOf(after, 'payment')?.traceId).toBe(before[0].traceId)
  })

  test('of a share strikes about that share', () => {
    const faults: LabFault[] = [{ kind: 'header_forgotten', to: 'payment', share: 0.2 }]
    const entries = run(2000, { faults }).spans.filter(
      (span) => span.name === 'POST /charge' && span.kind === KIND.server,
    )
    const torn = entries.filter((span) => span.parentSpanId === '').length
    expect(torn / entries.length).toBeGreaterThan(0.16)
    expect(torn / entries.length).toBeLessThan(0.24)
  })
})

describe('who records, and when', () => {
  const two = (shop: Partial<LabService>, instances = 1): LabMesh => ({
    services: [
      { name: 'shop', version: '1.0.0', language: 'go', instances: 1, ...shop },
      { name: 'stock', version: '1.0.0', language: 'go', instances, clockOffsetsNs: [0, 50e6] },
    ],
    operations: [
      { service: 'shop', name: 'GET /', steps: [{ do: 'call', to: 'stock', operation: 'GET /stock' }] },
      { service: 'shop', name: 'tidy up', steps: [], isScheduled: true },
      { service: 'stock', name: 'GET /stock', steps: [] },
    ],
  })
  const shape = (spans: readonly LabSpan[]) =>
    spans.map((span) => [
      serviceOf(span),
      span.kind,
      spans.findIndex((other) => other.spanId === span.parentSpanId && other.traceId === span.traceId),
    ])

  test('a sidecar of entries leaves no span of the call, and hands the context on', () => {
    const spans = new Simulation(two({ sidecar: 'entries' }), { seed: 1 }).request('shop', 'GET /', 0)
    expect(shape(spans)).toEqual([
      ['shop', KIND.server, -1],
      ['stock', KIND.server, 0],
    ])
  })

  test('a sidecar of entries and calls begins the new trace where the application forgets the header', () => {
    const faults: LabFault[] = [{ kind: 'header_forgotten', from: 'shop', share: 1 }]
    const mesh = two({ sidecar: 'entries and calls' })
    const ask = (options: SimulationOptions) => new Simulation(mesh, options).request('shop', 'GET /', 0)
    const parents = (spans: readonly LabSpan[]) => shape(spans).map(([, , parent]) => parent)
    expect(parents(ask({ seed: 1 }))).toEqual([-1, 0, 1])
    expect(parents(ask({ seed: 1, faults }))).toEqual([-1, -1, 1])
  })

  test('a caller outside leaves its id and no span', () => {
    const [entry] = new Simulation(two({}), { seed: 1 }).request('shop', 'GET /', 0, 'outside')
    expect(entry.parentSpanId).toMatch(/^[0-9a-f]{16}$/)
    expect(entry.flags).toBe(0x301)
  })

  test('what a timer starts is no request', () => {
    const [entry] = new Simulation(two({}), { seed: 1 }).request('shop', 'tidy up', 0)
    expect([entry.kind, entry.parentSpanId]).toEqual([KIND.internal, ''])
  })

  test('each instance has its clock', () => {
    const simulation = new Simulation(two({}, 2), { seed: 1 })
    const spans = Array.from({ length: 20 }, () => simulation.request('shop', 'GET /', 0)).flat()
    const starts = spans.filter((span) => serviceOf(span) === 'stock').map((span) => Number(span.startNs) >= 50e6)
    expect(new Set(starts)).toEqual(new Set([true, false]))
  })
})

describe('RED truth', () => {
  const sum = (truth: RedTruth, key: 'requests' | 'errors' | 'sampled') =>
    truth.operations().reduce((total, operation) => total + operation[key], 0)

  test('equals a recount of the entry spans when every trace is written, whatever is torn', () => {
    const { spans, truth } = run(400, { faults: [{ kind: 'header_forgotten', to: 'payment', share: 0.5 }] })
    const recount = new RedTruth()
    for (const span of spans) {
      if (span.kind !== KIND.server && span.kind !== KIND.consumer) continue
      recount.count({
        service: serviceOf(span) ?? '',
        operation: span.name,
        kind: span.kind,
        startNs: Number(span.startNs),
        durationNs: Number(span.endNs) - Number(span.startNs),
        failed: span.status === 2,
        sampled: true,
      })
    }
    const sorted = (red: RedTruth) =>
      red
        .operations()
        .map((operation) => ({ ...operation, durationsNs: operation.durationsNs.toSorted((a, b) => a - b) }))
        .sort((a, b) => (a.service + a.operation < b.service + b.operation ? -1 : 1))
    expect(sorted(truth)).toEqual(sorted(recount))
  })

  test('does not change when one trace in ten is written', () => {
    const all = run(3000)
    const tenth = run(3000, { sampling: 0.1 })
    const counted = (truth: RedTruth) => truth.operations().map(({ sampled: _, ...rest }) => rest)
    expect(counted(tenth.truth)).toEqual(counted(all.truth))
    const share = tenth.spans.length / all.spans.length
    expect(share).toBeGreaterThan(0.08)
    expect(share).toBeLessThan(0.12)
    expect(sum(tenth.truth, 'sampled')).toBeLessThan(sum(tenth.truth, 'requests') / 8)
    expect(tenth.spans[0].traceState).toBe('ot=th:e666')
    const kept = traceIds(tenth.spans)
    expect(all.spans.filter((span) => kept.has(span.traceId)).map((span) => span.spanId)).toEqual(
      tenth.spans.map((span) => span.spanId),
    )
  })
})
