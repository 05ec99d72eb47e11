import { parentIdText } from '../../core/analysis/findSpan.ts'
import type { Diagnosis } from '../../core/diagnoseDataset.ts'
import { explainAbsent } from '../../core/lineage/explainAbsent.ts'
import { type SpanIndex, type SpanTable, textAt } from '../../core/model/spanTable.ts'
import { formatDuration } from '../../core/model/time.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { positionOf } from '../../store/selection.ts'
import { useStore } from '../../store/store.ts'
import { CopyButton } from '../CopyButton.tsx'
import { VerdictNote } from './VerdictNote.tsx'

/** More children than this are counted, not listed. */
const LISTED = 50

/** An absent parent: its id, what it probably was, and the spans that name it. */
export function GhostDetails(props: { readonly opened: OpenDataset; readonly trace: number; readonly ghost: number }) {
  const { opened, trace, ghost } = props
  const { spans, forest } = opened.dataset
  const id = parentIdText(spans, forest.ghosts.child[ghost]) ?? ''
  const position = positionOf(forest, trace, ~ghost)
  const diagnosis = useStore((s) => s.diagnosis)
  const children: SpanIndex[] = []
  for (let at = position + 1; at < forest.end[position]; at = forest.end[at]) children.push(forest.order[at])
  return (
    <>
      <h2>missing parent</h2>
      <p className="subtitle">
        <code>{id}</code> <CopyButton label="Copy span id" text={() => id} />
      </p>
      <div className="note">
        <b>No span with this id was read</b>
        <p>
          {children.length === 1 ? 'One span names' : `${children.length} spans name`} it as parent. When it began and
          ended is not known; its children cover {formatDuration(forest.ghosts.durationNs[ghost])}.
        </p>
      </div>
      {diagnosis !== undefined && <Inferred spans={spans} diagnosis={diagnosis} ghost={ghost} names={children} />}
      {diagnosis !== undefined && <VerdictNote spans={spans} diagnosis={diagnosis} span={forest.ghosts.child[ghost]} />}
      <h3>
        Children <i>{children.length}</i>
      </h3>
      <ul className="children">
        {children.slice(0, LISTED).map((span) => (
          <li key={span}>
            <button type="button" className="linkButton" onClick={() => useStore.getState().select(span)}>
              {textAt(spans, spans.service[span])} {textAt(spans, spans.name[span])}
            </button>
          </li>
        ))}
      </ul>
      {children.length > LISTED && <p className="none">and {children.length - LISTED} more</p>}
    </>
  )
}

interface InferredProps {
  readonly spans: SpanTable
  readonly diagnosis: Diagnosis
  readonly ghost: number
  /** Spans that name it. */
  readonly names: readonly SpanIndex[]
}

/** What nobody recorded but other spans tell. */
function Inferred({ spans, diagnosis: { absent, verdicts }, ghost, names }: InferredProps) {
  const sentences = explainAbsent(spans, absent, ghost, names)
  const caller = verdicts.caller[names[0]]
  if (absent.child[ghost] === -1 && caller !== -1) {
    sentences.unshift(`It was probably a span of ${textAt(spans, caller)}.`)
  }
  if (sentences.length === 0) return undefined
  return (
    <div className="note inferred">
      <b>What it probably was</b> <i>inferred from other spans, not recorded</i>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  )
}
