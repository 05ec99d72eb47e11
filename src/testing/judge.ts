import { BREAK_CLASSES } from '../core/lineage/breakClasses.ts'
import { buildForest } from '../core/lineage/buildForest.ts'
import { classifyBreaks } from '../core/lineage/classifyBreaks.ts'
import { explainVerdict } from '../core/lineage/explainVerdict.ts'
import { classOf, evidenceOf, layerOf } from '../core/lineage/verdicts.ts'
import { sketchLineage } from './sketchLineage.ts'

/** The verdicts on a drawing, by line. */
export function judge(drawing: string, isPartial = false) {
  const { spans, facts, rowOf } = sketchLineage(drawing)
  if (isPartial) spans.traces.isPartial.fill(1)
  const verdicts = classifyBreaks({ spans, forest: buildForest(spans) }, facts)
  return {
    at: (line: number) => classOf(verdicts, rowOf(line)),
    layer: (line: number) => layerOf(verdicts, rowOf(line)),
    evidence: (line: number) => evidenceOf(verdicts, rowOf(line)),
    words: (line: number) => explainVerdict(spans, verdicts, rowOf(line)),
    confidence: (line: number) => verdicts.confidence[rowOf(line)],
    alternative: (line: number) => BREAK_CLASSES[verdicts.alternative[rowOf(line)]].id,
    all: () => Array.from({ length: spans.length }, (_, i) => classOf(verdicts, i)),
    rowOf,
  }
}

/** The same requests again and again, each a trace of its own, `everyMs` apart. */
export function repeat(times: number, everyMs: number, draw: (atMs: number, k: number) => string): string {
  return Array.from({ length: times }, (_, k) => draw(k * everyMs, k)).join('\n')
}
