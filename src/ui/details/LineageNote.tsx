import type { Dataset } from '../../core/model/dataset.ts'
import { type SpanIndex, textAt } from '../../core/model/spanTable.ts'
import { useStore } from '../../store/store.ts'
import { recordedOddities } from './recordedOddities.ts'

/** Whose child a span is; and what its record says is odd, as long as no verdict says it. */
export function LineageNote({ dataset, span }: { readonly dataset: Dataset; readonly span: SpanIndex }) {
  const { spans } = dataset
  const isJudged = useStore((s) => s.diagnosis !== undefined)
  const parent = spans.parent[span]
  return (
    <>
      {!isJudged &&
        recordedOddities(spans, span).map(({ title, text }) => (
          <div key={title} className="note">
            <b>{title}</b>
            <p>{text}</p>
          </div>
        ))}
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
