import { useEffect, useRef } from 'react'
import { buildWriteUp, writeUpMarkdown } from '../../core/analysis/writeUp.ts'
import type { Diagnosis } from '../../core/diagnoseDataset.ts'
import { BREAK_CLASSES } from '../../core/lineage/breakClasses.ts'
import type { ClassCount } from '../../core/lineage/measureBreaks.ts'
import type { SpanIndex } from '../../core/model/spanTable.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { useStore } from '../../store/store.ts'
import { ClassName } from '../ClassName.tsx'
import { CopyButton } from '../CopyButton.tsx'
import { focusWaterfall, goToSpan } from '../focusWaterfall.ts'
import { BaselineTable } from './BaselineTable.tsx'
import { LintList } from './LintList.tsx'
import { MatrixTable } from './MatrixTable.tsx'
import { MeshHops } from './MeshHops.tsx'
import { RateText } from './RateText.tsx'
import './lineage.css'

/** More boundaries than this are counted, not listed. */
const LISTED = 40

function back(): void {
  useStore.getState().setView('waterfall')
  focusWaterfall()
}

/** Propagation health of the dataset in full. */
export function HealthView({ opened, diagnosis }: { readonly opened: OpenDataset; readonly diagnosis: Diagnosis }) {
  const { measures, matrix, verdicts } = diagnosis
  const comparison = useStore((s) => s.baseline?.comparison)
  const scroller = useRef<HTMLElement>(null)
  useEffect(() => scroller.current?.focus(), [])
  const report = () => buildWriteUp(opened.dataset.spans, verdicts, measures, comparison)
  return (
    <main ref={scroller} className="healthMain" tabIndex={-1}>
      <section aria-label="Propagation health" className="healthView">
        <header>
          <h1>Propagation health</h1>
          <span className="healthTools">
            <CopyButton label="Copy write-up as Markdown" text={() => writeUpMarkdown(report())}>
              Copy Markdown
            </CopyButton>
            <CopyButton label="Copy write-up as JSON" text={() => JSON.stringify(report(), undefined, 2)}>
              Copy JSON
            </CopyButton>
            <button type="button" className="quiet" onClick={back}>
              Back to the trace
            </button>
          </span>
        </header>
        <dl className="headlineRates">
          <div>
            <dt>Entry orphan rate</dt>
            <dd>
              <RateText rate={measures.entryOrphans} />
            </dd>
            <dd className="meaning">
              Broken of the entries (spans in which a service takes over) that should have a parent. Gate on this.
            </dd>
          </div>
          <div>
            <dt>Span orphan rate</dt>
            <dd>
              <RateText rate={measures.spanOrphans} />
            </dd>
            <dd className="meaning">Broken of all spans that should have a parent. Inner spans dilute it.</dd>
          </div>
          <div>
            <dt>Traces affected</dt>
            <dd>
              <RateText rate={measures.traces} />
            </dd>
            <dd className="meaning">Traces with at least one break.</dd>
          </div>
        </dl>

        <h2>What it is consistent with</h2>
        {matrix.patterns.length === 0 && <p className="quietText">No pattern of broken boundaries.</p>}
        <ul className="patterns">
          {matrix.patterns.map((pattern) => (
            <li key={pattern.sentence}>
              <em className="badge torn">{pattern.layer}</em> {pattern.sentence} <RateText rate={pattern.breaks} />
            </li>
          ))}
        </ul>

        {matrix.cells.length > 0 && (
          <>
            <h2>Callers × callees</h2>
            <MatrixTable matrix={matrix} />
          </>
        )}

        <h2>Boundaries, worst first</h2>
        <BoundaryTable diagnosis={diagnosis} opened={opened} />

        <MeshHops mesh={diagnosis.mesh} opened={opened} />

        <h2>Services</h2>
        <div className="tableScroll">
          <table>
            <thead>
              <tr>
                <th scope="col">service</th>
                <th scope="col" className="number">
                  spans
                </th>
                <th scope="col">entry orphan rate</th>
                <th scope="col">span orphan rate</th>
                <th scope="col">classes</th>
              </tr>
            </thead>
            <tbody>
              {measures.services.map(({ service, name, spans, entryOrphans, spanOrphans, classes }) => (
                <tr key={service}>
                  <th scope="row">{name}</th>
                  <td className="number">{spans}</td>
                  <td>
                    <RateText rate={entryOrphans} />
                  </td>
                  <td>
                    <RateText rate={spanOrphans} />
                  </td>
                  <td>
                    <Classes counts={classes} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>

        <h2>Classes</h2>
        <p className="quietText">
          Exempt ones are not counted as breaks; they stand here with their own numbers, so that no rate can be mended
          by calling a break something else.
        </p>
        <ClassTable counts={measures.classes} />

        <LintList lint={diagnosis.lint} opened={opened} />
        <BaselineTable />
      </section>
    </main>
  )
}

function Classes({ counts }: { readonly counts: readonly ClassCount[] }) {
  return counts.map(({ id, count }) => (
    <span key={id} className="classCount">
      <ClassName id={id} /> {count}
    </span>
  ))
}

function ClassTable({ counts }: { readonly counts: readonly ClassCount[] }) {
  const byStanding = (standing: string) =>
    counts.filter(({ id }) => BREAK_CLASSES.some((row) => row.id === id && row.standing === standing))
  return (
    <dl className="classTable">
      {['broken', 'exempt', 'intact'].map((standing) => (
        <div key={standing}>
          <dt>{standing}</dt>
          <dd>{byStanding(standing).length === 0 ? 'none' : <Classes counts={byStanding(standing)} />}</dd>
        </div>
      ))}
    </dl>
  )
}

function BoundaryTable({ diagnosis, opened }: { readonly diagnosis: Diagnosis; readonly opened: OpenDataset }) {
  const broken = diagnosis.measures.boundaries.filter(({ breaks }) => breaks.count > 0)
  if (broken.length === 0) return <p className="quietText">No boundary broke.</p>
  const show = (span: SpanIndex) => goToSpan(opened.dataset.spans.trace[span], span)
  return (
    <div className="tableScroll">
      <table>
        <thead>
          <tr>
            <th scope="col">boundary</th>
            <th scope="col">break rate</th>
            <th scope="col">classes</th>
            <th scope="col">example</th>
          </tr>
        </thead>
        <tbody>
          {broken.slice(0, LISTED).map(({ kind, callerName, calleeName, via, breaks, classes, example }) => (
            <tr key={`${kind} ${callerName} ${calleeName} ${via}`}>
              <th scope="row">
                {callerName} → {calleeName}
                {via !== '' && <small> via {via}</small>}
              </th>
              <td>
                <RateText rate={breaks} />
              </td>
              <td>
                <Classes counts={classes} />
              </td>
              <td>
                {example >= 0 && (
                  <button type="button" className="linkButton" onClick={() => show(example)}>
                    Show
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {broken.length > LISTED && <p className="quietText">and {broken.length - LISTED} more</p>}
    </div>
  )
}
