import type { SpanTable } from '../model/spanTable.ts'
import { buildBoundaryMatrix } from './boundaryMatrix.ts'
import { classNumber, type Layer, layerNumber } from './breakClasses.ts'
import type { BoundaryBreaks } from './measureBoundaries.ts'
import type { VerdictColumns } from './verdicts.ts'

/** Puts torn requests into the layer that the pattern over callers and callees is consistent with. O(spans). */
export function nameLayers(
  spans: SpanTable,
  boundaries: readonly BoundaryBreaks[],
  verdicts: Pick<VerdictColumns, 'breakClass' | 'caller' | 'layer'>,
): void {
  const torn = classNumber('split_http')
  if (!verdicts.breakClass.includes(torn)) return
  const { patterns } = buildBoundaryMatrix(spans, boundaries)
  const rows = new Map<number, Layer>()
  const columns = new Map<number, Layer>()
  const cells = new Map<number, Layer>()
  const keyOf = (caller: number, callee: number) => (caller + 1) * 2 ** 24 + callee
  for (const { kind, caller, callee, layer, mainClass } of patterns) {
    if (mainClass !== 'split_http') continue
    if (kind === 'row') rows.set(caller, layer)
    else if (kind === 'column') columns.set(callee, layer)
    else cells.set(keyOf(caller, callee), layer)
  }
  for (let i = 0; i < spans.length; i++) {
    if (verdicts.breakClass[i] !== torn) continue
    const caller = verdicts.caller[i]
    const callee = spans.service[i]
    const layer = rows.get(caller) ?? columns.get(callee) ?? cells.get(keyOf(caller, callee))
    if (layer !== undefined) verdicts.layer[i] = layerNumber(layer)
  }
}
