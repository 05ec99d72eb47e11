import { parentIdText, spanIdText } from '../../core/analysis/findSpan.ts'
import type { Dataset } from '../../core/model/dataset.ts'
import {
  CYCLE,
  CYCLE_CUT,
  DUPLICATE_ID,
  ORPHAN,
  REMOTE_KNOWN,
  REMOTE_PARENT,
  SELF_PARENT,
} from '../../core/model/spanMarks.ts'
import { type SpanIndex, textAt } from '../../core/model/spanTable.ts'
import { useStore } from '../../store/store.ts'

/** What is odd about a span's place in its trace, with the evidence; nothing for a span that is whole. */
export function LineageNote({ dataset, span }: { readonly dataset: Dataset; readonly span: SpanIndex }) {
  const { spans } = dataset
  const marks = spans.marks[span]
  const parent = spans.parent[span]
  return (
    <>
      {(marks & ORPHAN) !== 0 && <AbsentParent dataset={dataset} span={span} />}
      {(marks & SELF_PARENT) !== 0 && (
        <div className="note">
          <b>Names itself as its parent</b>
          <p>The parent span id equals the span id. It is shown as a root.</p>
        </div>
      )}
      {(marks & CYCLE) !== 0 && (
        <div className="note">
          <b>Its ancestors form a ring</b>
          <p>
            {(marks & CYCLE_CUT) !== 0
              ? `This is the earliest span of the ring, so the ring is cut here: its link to parent ${parentIdText(spans, span)} is not followed.`
              : 'Following parent ids from here leads back to this span. The ring is cut at its earliest span.'}
          </p>
        </div>
      )}
      {(marks & DUPLICATE_ID) !== 0 && (
        <div className="note">
          <b>Another span has the id {spanIdText(spans, span)}</b>
          <p>Their contents differ, so all are kept. Children that name the id are shown below the first one read.</p>
        </div>
      )}
      {parent >= 0 && (
        <p className="parentLine">
          Child of{' '}
          <button type="button" className="linkButton" onClick={() => useStore.getState().select(parent)}>
            {textAt(spans, spans.service[parent])} {textAt(spans, spans.name[parent])}
          </button>
        </p>
      )}
    </>
  )
}

/** How many spans name the same absent parent as this one: the children of its ghost. */
function countSiblings({ forest }: Dataset, span: SpanIndex): number {
  let ghost = forest.position[span] - 1
  while (ghost >= 0 && forest.order[ghost] >= 0) ghost--
  let count = 0
  for (let k = ghost + 1; k < (forest.end[ghost] ?? 0); k = forest.end[k]) count++
  return count
}

function AbsentParent({ dataset, span }: { readonly dataset: Dataset; readonly span: SpanIndex }) {
  const { spans } = dataset
  const marks = spans.marks[span]
  const siblings = countSiblings(dataset, span)
  return (
    <div className="note">
      <b>Parent {parentIdText(spans, span)} is absent</b>
      <p>
        The span names a parent that is not in its trace.{' '}
        {siblings === 1 ? 'No other span names it.' : `${siblings} spans of this trace name it.`}
        {(marks & REMOTE_KNOWN) !== 0 &&
          ((marks & REMOTE_PARENT) !== 0
            ? ' Its flags say that the parent was in another process.'
            : ' Its flags say that the parent was in the same process.')}
      </p>
    </div>
  )
}
