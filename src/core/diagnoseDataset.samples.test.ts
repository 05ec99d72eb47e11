import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { diagnoseDataset } from './diagnoseDataset.ts'
import { importDataset } from './importDataset.ts'
import { writeOtlpJson } from './lab/otlpJson.ts'
import { SAMPLES } from './lab/samples.ts'
import { Simulation } from './lab/simulation.ts'
import { BREAK_CLASSES } from './lineage/breakClasses.ts'
import { classOf } from './lineage/verdicts.ts'
import { textSource } from './model/byteSource.ts'
import { ORPHAN } from './model/spanMarks.ts'
import { textAt } from './model/spanTable.ts'

const SHOP_REQUESTS = 'legit_root: shop GET /basket'

/** All verdicts of a sample but the intact ones: class, service and name of the spans, and how many. */
const VERDICTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  clean: { 'legit_root: gateway POST /orders': 1 },
  'forgotten-header': { 'legit_root: gateway POST /orders': 1, 'split_http: payment POST /charge': 1 },
  'dropped-span': {
    'legit_root: gateway POST /orders': 1,
    'dropped_local: inventory SELECT stock': 3,
    'dropped_local: inventory choose warehouse': 1,
    'dropped_local: inventory UPDATE stock': 1,
  },
  'queue-without-parent': {
    'legit_root: gateway POST /orders/{id}/ship': 1,
    'split_queue: shipping process shipments': 1,
  },
  'short-trace-id': { 'legit_root: gateway POST /orders': 1, 'id_format: payment POST /charge': 1 },
  'linked-consumer': { 'legit_root: gateway POST /orders/{id}/ship': 1, 'reparse: shipping process shipments': 1 },
  'cut-capture': { [SHOP_REQUESTS]: 45, 'window_cut: cart GET /stock': 3, 'window_cut: shop GET /cart': 3 },
  'called-by-a-browser': { 'external_parent: gateway POST /orders': 1 },
  'lost-caller': { 'legit_root: gateway POST /orders': 1, 'dropped_remote: payment POST /charge': 1 },
  'own-sampler': { [SHOP_REQUESTS]: 60, 'head_sampler: stock GET /stock': 30 },
  'late-spans': {
    'legit_root: reports POST /reports': 27,
    'tail_late: reports SELECT templates': 17,
    'tail_late: compiler SELECT rows': 17,
    'tail_late: compiler compile chunk': 57,
  },
  'lost-in-bursts': { [SHOP_REQUESTS]: 64, 'export_drop: stock GET /stock': 24 },
  sidecars: { [SHOP_REQUESTS]: 24, 'split_mesh: stock GET /stock': 9 },
  'sidecars-and-applications': {
    'legit_root: shop shop.shop.svc.cluster.local:8080/*': 20,
    'split_mesh: cart stock.shop.svc.cluster.local:8080/*': 4,
  },
  'async-work': { 'legit_root: reports POST /reports': 20, 'split_async: reports render report': 6 },
  'leaked-context': { [SHOP_REQUESTS]: 20, 'misattached: stock GET /stock': 2 },
  'clocks-apart': { [SHOP_REQUESTS]: 16, 'clock_skew: stock GET /stock': 8 },
  'own-roots': {
    [SHOP_REQUESTS]: 10,
    'legit_root: stock count stock': 2,
    'legit_root: stock GET /healthz': 4,
  },
  'unexplained-root': { [SHOP_REQUESTS]: 60, 'unexplained: cart GET /cart': 1 },
}

/** Diagnoses a file of `public/samples`. */
function diagnose(name: string) {
  const file = SAMPLES.find((sample) => sample.name === name)?.file ?? ''
  return judge(readFileSync(new URL(`../../public/samples/${file}`, import.meta.url), 'utf8'))
}

/** Spans that are not intact or have no parent in their trace. */
async function judge(text: string) {
  const source = textSource(text)
  const dataset = await importDataset([{ name: 'sample.json', source }])
  const { verdicts } = await diagnoseDataset(dataset, [source])
  const { spans } = dataset
  const rows = Array.from({ length: spans.length }, (_, span) => ({
    id: classOf(verdicts, span),
    text: `${textAt(spans, spans.service[span])} ${textAt(spans, spans.name[span])}`,
    isOrphan: (spans.marks[span] & ORPHAN) !== 0,
  }))
  return rows.filter(({ id, isOrphan }) => id !== 'intact' || isOrphan)
}

test.each(Object.entries(VERDICTS))('%s: these verdicts and no others', async (name, wanted) => {
  const counts: Record<string, number> = {}
  for (const { id, text } of await diagnose(name)) {
    counts[`${id}: ${text}`] = (counts[`${id}: ${text}`] ?? 0) + 1
  }
  expect(counts).toEqual(wanted)
})

test('every call below one that was over, and no other, is below the wrong parent', () => {
  const spans = SAMPLES.find((sample) => sample.name === 'leaked-context')?.make() ?? []
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const late = spans.filter(({ parentSpanId, startNs = 0 }) => startNs > (byId.get(parentSpanId)?.endNs ?? startNs))
  expect(late.map(({ name }) => name)).toEqual(['GET /stock', 'GET /stock'])
})

test('a call of a sidecar that says its parent is remote was torn off at the sidecar', async () => {
  const tell = (name: string, to?: string) => ({
    service: { name, version: '1.0.0', language: 'go', instances: 1, sidecar: 'entries and calls' } as const,
    operation: {
      service: name,
      name: `GET /${name}`,
      steps:
        to === undefined ? [] : [{ do: 'wait', ms: 6 } as const, { do: 'call', to, operation: `GET /${to}` } as const],
    },
  })
  const told = [tell('shop', 'cart'), tell('cart', 'stock'), tell('stock')]
  const mesh = { services: told.map(({ service }) => service), operations: told.map(({ operation }) => operation) }
  const faults = [{ kind: 'header_forgotten', from: 'cart', share: 0.4 } as const]
  const simulation = new Simulation(mesh, { seed: 3, faults })
  const spans = Array.from({ length: 30 }, (_, k) => simulation.request('shop', 'GET /shop', k * 120e6)).flat()
  const torn = (await judge([...writeOtlpJson(spans)].join(''))).filter(({ id }) => id !== 'legit_root')
  expect(torn.length).toBe(new Set(spans.map(({ traceId }) => traceId)).size - 30)
  for (const { id, text } of torn) expect([id, text]).toEqual(['split_mesh', 'cart GET /stock'])
})

test('every class has a sample', async () => {
  const seen = new Set<string>((await diagnose('malformed')).map(({ id }) => id))
  expect([...seen]).toEqual(expect.arrayContaining(['duplicate_id', 'self_parent', 'cycle']))
  for (const key of Object.values(VERDICTS).flatMap(Object.keys)) seen.add(key.slice(0, key.indexOf(':')))
  expect(BREAK_CLASSES.map(({ id }) => id).filter((id) => id !== 'intact' && !seen.has(id))).toEqual([])
})
