import type { Diagnosis } from '../../core/diagnoseDataset.ts'
import type { BreakPattern } from '../../core/lineage/boundaryMatrix.ts'
import { classNumber } from '../../core/lineage/breakClasses.ts'
import { textAt } from '../../core/model/spanTable.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { useStore } from '../../store/store.ts'
import { classLabel, isBreak } from '../classLabel.ts'
import { Judging } from './Judging.tsx'
import { RateText } from './RateText.tsx'
import './lineage.css'

/** Patterns named in the short form. */
const NAMED = 2

/** A pattern's boundary: "orders → payment", "orders → any". */
function boundaryOf({ dataset: { spans } }: OpenDataset, { caller, callee }: BreakPattern): string {
  const nameOf = (service: number) => (service === -1 ? 'any' : textAt(spans, service))
  return `${nameOf(caller)} → ${nameOf(callee)}`
}

/** Broken classes with their counts, most frequent first. */
function brokenClasses({ measures }: Diagnosis): string {
  return measures.classes
    .filter(({ id }) => isBreak(classNumber(id)))
    .sort((a, b) => b.count - a.count)
    .map(({ id, count }) => `${count} ${classLabel(classNumber(id))}`)
    .join(', ')
}

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
        <Judging opened={opened} />
      ) : (
        <>
          <p className="healthLine">
            <span>Entry orphan rate</span>
            <RateText rate={diagnosis.measures.entryOrphans} />
          </p>
          {diagnosis.matrix.patterns.slice(0, NAMED).map((pattern) => (
            <p key={pattern.sentence} className="healthLine pattern">
              <span title={pattern.sentence}>
                <b>{boundaryOf(opened, pattern)}</b> {pattern.sentence}
              </span>
            </p>
          ))}
          {diagnosis.measures.spanOrphans.count > 0 && <p className="quietText">{brokenClasses(diagnosis)}</p>}
          {diagnosis.measures.entryOrphans.count === 0 && diagnosis.measures.spanOrphans.count === 0 && (
            <p className="quietText">No break in these spans.</p>
          )}
        </>
      )}
    </section>
  )
}
