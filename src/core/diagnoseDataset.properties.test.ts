import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeDataset, seededRandom } from '../testing/makeDataset.ts'
import { emptyFacts } from '../testing/sketchLineage.ts'
import { tabulate } from '../testing/tabulate.ts'
import { diagnoseDataset } from './diagnoseDataset.ts'
import { importInputs } from './importDataset.ts'
import { BREAK_CLASSES, LAYERS } from './lineage/breakClasses.ts'
import { buildForest } from './lineage/buildForest.ts'
import { classifyBreaks } from './lineage/classifyBreaks.ts'
import { explainVerdict } from './lineage/explainVerdict.ts'
import { classOf, REASONS, type Verdicts } from './lineage/verdicts.ts'
import { bytesSource } from './model/byteSource.ts'
import { HAS_PARENT_ID, ORPHAN } from './model/spanMarks.ts'
import type { SpanTable } from './model/spanTable.ts'

/** Every span has one class that stands in the list, and words for it; no span without its parent is intact. */
function expectExhaustive(spans: SpanTable, verdicts: Verdicts): void {
  expect(verdicts.breakClass.length).toBe(spans.length)
  for (let i = 0; i < spans.length; i++) {
    const isKnown =
      verdicts.breakClass[i] < BREAK_CLASSES.length &&
      verdicts.alternative[i] < BREAK_CLASSES.length &&
      verdicts.layer[i] < LAYERS.length &&
      verdicts.reason[i] < REASONS.length &&
      verdicts.confidence[i] <= 100 &&
      verdicts.other[i] < spans.length
    if (!isKnown) throw new Error(`Row ${i} has a verdict that does not exist.`)
    const id = classOf(verdicts, i)
    const isWhole = spans.parent[i] !== -1
    if (isWhole === false && id === 'intact') throw new Error(`Row ${i} is called intact without a parent.`)
    if ((id === 'intact') !== (explainVerdict(spans, verdicts, i) === '')) throw new Error(`Row ${i}: ${id}, words.`)
    const isOrphan = (spans.marks[i] & ORPHAN) !== 0
    const isRootClass = ['reparse', 'legit_root', 'unexplained'].includes(id) || id.startsWith('split_')
    if (isOrphan && isRootClass) throw new Error(`Row ${i} is an orphan and called ${id}.`)
    const needsParentId = ['window_cut', 'external_parent', 'dropped_remote', 'dropped_local', 'id_format'].includes(id)
    if (needsParentId && (spans.marks[i] & HAS_PARENT_ID) === 0) throw new Error(`Row ${i} is no orphan, but ${id}.`)
  }
}

test('every span of random data has one verdict, whatever its facts say', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 12 }), (seed, spans, traces) => {
      const random = seededRandom(seed)
      const { records } = makeDataset({ seed, spans, traces, dropped: Math.floor(random() * spans) })
      const mutated = records.map((record) => {
        const roll = random()
        if (roll < 0.05) return { ...record, parentSpanId: record.spanId }
        if (roll < 0.1) return { ...record, spanId: records[Math.floor(random() * records.length)].spanId }
        if (roll < 0.2) return { ...record, parentSpanId: undefined }
        if (roll < 0.25) return { ...record, startUnixNs: undefined }
        if (roll < 0.3) return { ...record, durationNs: random() < 0.5 ? undefined : -1n }
        if (roll < 0.35) return { ...record, traceId: `f${record.traceId.slice(1)}` }
        if (roll < 0.4) return { ...record, flags: Math.floor(random() * 1024) }
        return record
      })
      const table = tabulate(mutated)
      const facts = emptyFacts(table, ['shop', 'cart', 'payment', 'get', '/a', '/{}', 'mail.example'])
      for (const column of [facts.peer, facts.method, facts.route, facts.destination]) {
        for (let i = 0; i < column.length; i++) column[i] = Math.floor(random() * 8) - 1
      }
      for (let i = 0; i < facts.marks.length; i++) facts.marks[i] = Math.floor(random() * 256)
      expectExhaustive(table, classifyBreaks({ spans: table, forest: buildForest(table) }, facts))
    }),
  )
})

const CORPUS = new URL('../../../shared/corpus/', import.meta.url)
const isThere = existsSync(CORPUS)
const where = isThere ? '' : ' (skipped: there is no ../shared)'
const files = isThere
  ? readdirSync(CORPUS, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/^(?:manifest\.tsv|expected\.json)$/.test(entry.name))
      .map((entry) => `${entry.parentPath}/${entry.name}`)
  : []

describe.skipIf(!isThere)(`every real dump is diagnosed${where}`, () => {
  test('each span of each has one verdict', { timeout: 120_000 }, async () => {
    for (const path of files) {
      const source = bytesSource(new Uint8Array(readFileSync(path)))
      const { dataset, sources } = await importInputs([{ name: path, source }])
      const bytes = sources.map((imported) => imported.source)
      const { verdicts, measures } = await diagnoseDataset(dataset, bytes)
      expectExhaustive(dataset.spans, verdicts)
      expect(measures.classes.reduce((sum, { count }) => sum + count, 0)).toBe(dataset.spans.length)
    }
  })
})
