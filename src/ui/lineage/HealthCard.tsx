import type { OpenDataset } from '../../store/dataset.ts'
import { useStore } from '../../store/store.ts'
import { RateText } from './RateText.tsx'
import './lineage.css'

/** Patterns named in the short form. */
const NAMED = 2

/** Propagation health in short, beside the traces: the rate that gates look at, and where it breaks. */
export function HealthCard({ opened }: { readonly opened: OpenDataset }) {
  const diagnosis = useStore((s) => s.diagnosis)
  const view = useStore((s) => s.view)
  const setView = useStore((s) => s.setView)
  if (view === 'health') return undefined
  return (
    <section aria-label="Propagation health" className="healthCard" aria-busy={diagnosis === undefined}>
      <header>
        <h2 className="sectionTitle">Propagation health</h2>
        {diagnosis !== undefined && (
          <button type="button" className="quiet" onClick={() => setView('health')}>
            Details
          </button>
        )}
      </header>
      {diagnosis === undefined ? (
        <p className="quietText">Looking at {opened.dataset.spans.length.toLocaleString('en')} spans …</p>
      ) : (
        <>
          <p className="healthLine">
            <span>Entry orphan rate</span>
            <RateText rate={diagnosis.measures.entryOrphans} />
          </p>
          {diagnosis.matrix.patterns.slice(0, NAMED).map((pattern) => (
            <p key={pattern.sentence} className="healthLine pattern">
              <span title={pattern.sentence}>{pattern.sentence}</span>
            </p>
          ))}
          {diagnosis.measures.entryOrphans.count === 0 && diagnosis.measures.spanOrphans.count === 0 && (
            <p className="quietText">No break in these spans.</p>
          )}
        </>
      )}
    </section>
  )
}
