import { type BreakClass, classNumber, type Layer } from '../lineage/breakClasses.ts'
import { classOf, layerOf, type Verdicts } from '../lineage/verdicts.ts'
import type { SpanTable } from '../model/spanTable.ts'
import { spanIdText, traceIdText } from './findSpan.ts'

/** A verdict other than intact, with ids as texts (`spanfall stitch --json`). */
export interface Defect {
  readonly traceId: string
  readonly spanId: string
  readonly class: BreakClass
  readonly layer: Layer
}

/** All verdicts other than intact, exempt ones included, in the order of the table. O(spans). */
export function listDefects(spans: SpanTable, verdicts: Verdicts): Defect[] {
  const intact = classNumber('intact')
  const defects: Defect[] = []
  for (let i = 0; i < spans.length; i++) {
    if (verdicts.breakClass[i] === intact) continue
    defects.push({
      traceId: traceIdText(spans, spans.trace[i]),
      spanId: spanIdText(spans, i),
      class: classOf(verdicts, i),
      layer: layerOf(verdicts, i),
    })
  }
  return defects
}
