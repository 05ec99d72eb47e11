import { parentIdText } from '../../core/analysis/findSpan.ts'
import { type SpanIndex, textAt } from '../../core/model/spanTable.ts'
import { formatDuration } from '../../core/model/time.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { positionOf } from '../../store/selection.ts'
import { useStore } from '../../store/store.ts'
import { CopyButton } from '../CopyButton.tsx'
import { VerdictNote } from './VerdictNote.tsx'

/** More children than this are counted, not listed. */
const LISTED = 50

/** An absent parent: its id and the spans that name it. */
export function GhostDetails(props: { readonly opened: OpenDataset; readonly trace: number; readonly ghost: number }) {
  const { opened, trace, ghost } = props
  const { spans, forest } = opened.dataset
  const id = parentIdText(spans, forest.ghosts.child[ghost]) ?? ''
  const position = positionOf(forest, trace, ~ghost)
  const diagnosis = useStore((s) => s.diagnosis)
  const caller = diagnosis?.verdicts.caller[forest.ghosts.child[ghost]] ?? -1
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
          {caller !== -1 && ` It was probably a span of ${textAt(spans, caller)}.`}
        </p>
      </div>
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
