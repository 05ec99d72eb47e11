import type { Diagnosis } from '../../core/diagnoseDataset.ts'
import { BREAK_CLASSES, LAYERS } from '../../core/lineage/breakClasses.ts'
import { explainVerdict } from '../../core/lineage/explainVerdict.ts'
import { evidenceOf } from '../../core/lineage/verdicts.ts'
import type { SpanIndex, SpanTable } from '../../core/model/spanTable.ts'
import { ClassName } from '../ClassName.tsx'
import { goToSpan } from '../focusWaterfall.ts'
import { recordedOddities } from './recordedOddities.ts'

interface VerdictNoteProps {
  readonly spans: SpanTable
  readonly diagnosis: Diagnosis
  readonly span: SpanIndex
}

/** The class of a span with its evidence, what its record says, and the layer to mend; nothing for a span that is intact. */
export function VerdictNote({ spans, diagnosis: { verdicts }, span }: VerdictNoteProps) {
  const { id, standing } = BREAK_CLASSES[verdicts.breakClass[span]]
  if (standing === 'intact') return undefined
  const other = verdicts.other[span]
  const evidence = evidenceOf(verdicts, span)
  const layer = LAYERS[verdicts.layer[span]]
  return (
    <div className={standing === 'broken' ? 'note' : 'note exempt'}>
      <b>
        <ClassName id={id} />
      </b>
      {recordedOddities(spans, span).map(({ title, text }) => (
        <p key={title}>{text}</p>
      ))}
      <p>
        {evidence.reason === 'absentParent'
          ? evidence.children > 1 && `${evidence.children} spans name it.`
          : explainVerdict(spans, verdicts, span)}
        {other >= 0 && (
          <>
            {' '}
            <button type="button" className="linkButton" onClick={() => goToSpan(spans.trace[other], other)}>
              Show that span
            </button>
          </>
        )}
      </p>
      <p className="verdictFacts">
        {verdicts.confidence[span]} % sure of the class
        {layer !== 'none' && ` · layer to mend: ${layer}`}
        {standing === 'exempt' && ' · not counted as a break'}
      </p>
    </div>
  )
}
