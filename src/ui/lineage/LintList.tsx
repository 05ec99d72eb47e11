import type { LintFinding } from '../../core/analysis/lintInstrumentation.ts'
import { type SpanIndex, textAt } from '../../core/model/spanTable.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { goToSpan } from '../focusWaterfall.ts'

interface LintListProps {
  readonly lint: readonly LintFinding[]
  readonly opened: OpenDataset
}

/** Mistakes of instrumentation, each with how often, where, and what to do. */
export function LintList({ lint, opened }: LintListProps) {
  const { spans } = opened.dataset
  const show = (span: SpanIndex) => goToSpan(spans.trace[span], span)
  return (
    <>
      <h2>Instrumentation</h2>
      {lint.length === 0 && <p className="quietText">Nothing to mend.</p>}
      {lint.map(({ rule, title, count, of, unit, examples, note, advice }) => (
        <details key={rule} className="lintRule">
          <summary>
            {title}{' '}
            <small className="quietText">
              {count} of {of} {of === 1 ? unit : `${unit}s`}
            </small>
          </summary>
          {note !== '' && <p>{note}</p>}
          <p>{advice}</p>
          <ul>
            {examples.map((span) => (
              <li key={span}>
                <button type="button" className="linkButton" onClick={() => show(span)}>
                  {textAt(spans, spans.service[span])} {textAt(spans, spans.name[span])}
                </button>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </>
  )
}
