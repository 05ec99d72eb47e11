import { expect, test } from 'vitest'
import { spanIdText } from './analysis/findSpan.ts'
import { diagnoseDataset } from './diagnoseDataset.ts'
import { importInputs } from './importDataset.ts'
import type { LabSpan } from './lab/labSpan.ts'
import type { FaultKind, LabFault } from './lab/mesh.ts'
import { writeOtlpJson } from './lab/otlpJson.ts'
import { makeShop } from './lab/shopMesh.ts'
import { Simulation } from './lab/simulation.ts'
import type { BreakClass } from './lineage/breakClasses.ts'
import { classOf } from './lineage/verdicts.ts'

const OPERATIONS = ['POST /orders', 'POST /orders/{id}/ship', 'GET /stock/{id}', 'POST /checkout']

/** Requests 40 ms apart, of which a share meets a fault. */
function simulate(fault: LabFault): LabSpan[] {
  const shop = new Simulation(makeShop(), { seed: 9, spread: 0.3, faults: [fault] })
  return Array.from({ length: 200 }, (_, k) =>
    shop.request('gateway', OPERATIONS[k % OPERATIONS.length], k * 40e6),
  ).flat()
}

/** Ids of the spans of each class but the intact. */
async function judge(spans: readonly LabSpan[]): Promise<Map<BreakClass, string[]>> {
  const source = new TextEncoder().encode([...writeOtlpJson(spans)].join(''))
  const bytes = { size: source.length, read: (from: number, to: number) => Promise.resolve(source.subarray(from, to)) }
  const { dataset, sources } = await importInputs([{ name: 'lab', source: bytes }])
  const { verdicts } = await diagnoseDataset(
    dataset,
    sources.map((imported) => imported.source),
  )
  const classes = new Map<BreakClass, string[]>()
  for (let i = 0; i < dataset.spans.length; i++) {
    const id = classOf(verdicts, i)
    if (id !== 'intact') classes.set(id, [...(classes.get(id) ?? []), spanIdText(dataset.spans, i)])
  }
  return classes
}

const named = (spans: readonly LabSpan[]) => new Set(spans.map((span) => span.traceId + span.spanId))
const idsOf = (spans: readonly LabSpan[]) => spans.map((span) => span.spanId).sort()

/** Spans that name a parent which is not in their trace. */
function orphansOf(spans: readonly LabSpan[]): LabSpan[] {
  const ids = named(spans)
  return spans.filter((span) => span.parentSpanId !== '' && !ids.has(span.traceId + span.parentSpanId))
}

/** Spans from which following the parents leads back. */
function onRings(spans: readonly LabSpan[]): LabSpan[] {
  const byId = new Map(spans.map((span) => [span.traceId + span.spanId, span]))
  return spans.filter((span) => {
    let up = byId.get(span.traceId + span.parentSpanId)
    for (let steps = 0; up !== undefined && up !== span && steps < 50; steps++) {
      up = byId.get(span.traceId + up.parentSpanId)
    }
    return up === span && span.parentSpanId !== span.spanId
  })
}

const EXACT: [FaultKind, BreakClass, (spans: readonly LabSpan[]) => LabSpan[]][] = [
  ['id_truncated', 'id_format', orphansOf],
  ['self_parent', 'self_parent', (spans) => spans.filter((span) => span.parentSpanId === span.spanId)],
  ['cycle', 'cycle', onRings],
  [
    'duplicate_different',
    'duplicate_id',
    (spans) => spans.filter((span) => spans.filter((other) => other.spanId === span.spanId).length > 1),
  ],
]

test.each(EXACT)('every %s of the lab, and nothing else, is %s', async (kind, id, truth) => {
  const spans = simulate({ kind, to: 'payment', share: 0.3 })
  const wanted = idsOf(truth(spans))
  expect(wanted.length).toBeGreaterThan(10)
  const classes = await judge(spans)
  expect(classes.get(id)?.sort()).toEqual(wanted)
  expect([...classes.keys()].sort()).toEqual([id, 'legit_root'].sort())
})

test('links in place of parents are no breaks', async () => {
  const spans = simulate({ kind: 'link_instead', share: 0.3 })
  const linked = idsOf(spans.filter((span) => span.links.length > 0 && span.parentSpanId === ''))
  const classes = await judge(spans)
  expect(classes.get('reparse')?.sort()).toEqual(linked)
  expect([...classes.keys()].sort()).toEqual(['legit_root', 'reparse'])
})

test('forgotten headers are found at requests and at queues, and no root of its own right is called broken', async () => {
  const spans = simulate({ kind: 'header_forgotten', share: 0.3 })
  const torn = idsOf(spans.filter((span) => span.parentSpanId === '' && span.name !== 'GET /' && !isEntry(span)))
  const classes = await judge(spans)
  const found = [...classes].filter(([id]) => id.startsWith('split_')).flatMap(([, ids]) => ids)
  expect(found.sort()).toEqual(torn)
})

test.each(['parent_rewritten', 'caller_dropped'] as const)(
  '%s shows as a lost caller, or as cut at the edge',
  async (kind) => {
    const spans = simulate({ kind, from: 'orders', to: 'payment', hop: 'http', share: 0.3 })
    const classes = await judge(spans)
    const lost = [...(classes.get('dropped_remote') ?? []), ...(classes.get('window_cut') ?? [])]
    expect(lost.sort()).toEqual(idsOf(orphansOf(spans)))
    expect(classes.get('window_cut')?.length ?? 0).toBeLessThan(3)
  },
)

test('a context taken up later shows as a wrong parent', async () => {
  const spans = simulate({ kind: 'context_leaked', from: 'orders', to: 'payment', hop: 'http', share: 0.2 })
  const classes = await judge(spans)
  expect(classes.get('misattached')?.length ?? 0).toBeGreaterThan(0)
  expect([...classes.keys()].sort()).toEqual(['legit_root', 'misattached'])
})

/** Whether a span is a request from outside. */
function isEntry(span: LabSpan): boolean {
  return span.emitter.resource.some(([key, value]) => key === 'service.name' && value === 'gateway')
}
