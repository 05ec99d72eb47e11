import type { Diagnosis } from '../../core/diagnoseDataset.ts'
import { absentInShort } from '../../core/lineage/explainAbsent.ts'
import type { SpanIndex, SpanTable } from '../../core/model/spanTable.ts'

/** What an absent parent probably was, in a few words; '' where nothing tells. `child` is a span that names it. */
export function ghostGuess(spans: SpanTable, diagnosis: Diagnosis, ghost: number, child: SpanIndex): string {
  return absentInShort(spans, diagnosis.absent, ghost, diagnosis.verdicts.caller[child])
}
