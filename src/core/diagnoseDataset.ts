import { type LintFinding, lintInstrumentation } from './analysis/lintInstrumentation.ts'
import { readLineageFacts } from './import/readLineageFacts.ts'
import type { AbsentOperations } from './lineage/absentOperations.ts'
import { type BoundaryMatrix, buildBoundaryMatrix } from './lineage/boundaryMatrix.ts'
import { BREAK_CLASSES, standingOf } from './lineage/breakClasses.ts'
import { judgeBreaks } from './lineage/classifyBreaks.ts'
import { type BreakMeasures, measureBreaks } from './lineage/measureBreaks.ts'
import type { MeshHop } from './lineage/meshHops.ts'
import type { Verdicts } from './lineage/verdicts.ts'
import type { ByteSource } from './model/byteSource.ts'
import type { Dataset } from './model/dataset.ts'
import type { SpanTable } from './model/spanTable.ts'

/** The breaks of each trace: one row per trace. */
interface TraceBreaks {
  /** Spans whose class counts as a break. */
  readonly broken: Uint32Array
  /** Number of the commonest broken class in BREAK_CLASSES; 0 where nothing broke. */
  readonly mainClass: Uint8Array
}

/** Where the context of a dataset broke, and why. Plain data: it crosses threads. */
export interface Diagnosis {
  readonly verdicts: Verdicts
  readonly measures: BreakMeasures
  readonly matrix: BoundaryMatrix
  /** What the absent parents probably were: one row for each ghost of the dataset's forest. */
  readonly absent: AbsentOperations
  /** Broken hops through sidecars, one of each boundary that has such. */
  readonly mesh: readonly MeshHop[]
  readonly lint: readonly LintFinding[]
  readonly traces: TraceBreaks
}

/**
 * Judges every span of a dataset, and measures and words what broke. `sources` are those of `dataset.files`, in their
 * order; a source that fails leaves its spans without attributes, which makes their verdicts less sure.
 */
export async function diagnoseDataset(
  dataset: Dataset,
  sources: readonly ByteSource[],
  signal?: AbortSignal,
): Promise<Diagnosis> {
  const facts = await readLineageFacts(dataset, sources, signal)
  const { spans } = dataset
  const { verdicts, boundaries, absent, mesh } = judgeBreaks(dataset, facts)
  const measures = measureBreaks(spans, facts, verdicts, boundaries)
  return {
    verdicts,
    measures,
    matrix: buildBoundaryMatrix(spans, measures.boundaries),
    absent,
    mesh,
    lint: lintInstrumentation(spans, facts, verdicts),
    traces: summariseBreaks(spans, verdicts),
  }
}

/** Rows of a trace lie together, so one tally serves trace after trace. O(spans). */
function summariseBreaks({ traces }: SpanTable, { breakClass }: Verdicts): TraceBreaks {
  const broken = new Uint32Array(traces.length)
  const mainClass = new Uint8Array(traces.length)
  const counts = new Uint32Array(BREAK_CLASSES.length)
  const isBroken = BREAK_CLASSES.map((_, number) => standingOf(number) === 'broken')
  for (let trace = 0; trace < traces.length; trace++) {
    counts.fill(0)
    for (let span = traces.firstSpan[trace]; span < traces.firstSpan[trace + 1]; span++) {
      const number = breakClass[span]
      if (!isBroken[number]) continue
      counts[number]++
      broken[trace]++
      if (counts[number] > counts[mainClass[trace]]) mainClass[trace] = number
    }
  }
  return { broken, mainClass }
}
