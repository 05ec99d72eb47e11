import type { ImportedFile } from '../../core/model/dataset.ts'
import { DIAGNOSTICS, type DiagnosticGroup } from '../../core/model/diagnostic.ts'
import { useStore } from '../../store/store.ts'
import { CopyButton } from '../CopyButton.tsx'
import { formatBytes } from '../formatBytes.ts'
import { FormatChooser } from './FormatChooser.tsx'
import { printReport } from './printReport.ts'
import { RawContext } from './RawContext.tsx'
import './open.css'

/** More places of one problem than this are counted, not listed. */
const LISTED = 20

/** What the last import found in each file: format, counts, problems with their places. */
export function ImportReport() {
  const report = useStore((s) => s.report)
  const blobs = useStore((s) => s.reportBlobs)
  if (report.length === 0) return undefined
  return (
    <section aria-label="Import report" className="importReport">
      <header>
        <h2 className="sectionTitle">Import report</h2>
        <CopyButton label="Copy import report" text={() => printReport(report)} />
      </header>
      {report.map((file, n) => (
        <FileReport key={`${n} ${file.name}`} file={file} index={n} blob={blobs[n]?.blob} />
      ))}
    </section>
  )
}

interface FileReportProps {
  readonly file: ImportedFile
  readonly index: number
  readonly blob: Blob | undefined
}

function FileReport({ file, index, blob }: FileReportProps) {
  return (
    <div className="fileReport">
      <p>
        <b>{file.name}</b> <span>{formatBytes(file.inputBytes)}</span>
      </p>
      <p className="chosen">
        <FormatChooser file={file} index={index} /> · {file.records} {file.records === 1 ? 'record' : 'records'}
      </p>
      {file.format === undefined ? (
        <p className="reason">{file.reason}</p>
      ) : (
        <details className="why">
          <summary>{file.diagnostics.length === 0 ? 'Nothing to report.' : 'Why this format?'}</summary>
          <p className="reason">{file.reason}</p>
        </details>
      )}
      {file.diagnostics.map((group) => (
        <Problem key={group.code} group={group} blob={blob} />
      ))}
    </div>
  )
}

interface ProblemProps {
  readonly group: DiagnosticGroup
  readonly blob: Blob | undefined
}

function Problem({ group: { code, count, kept }, blob }: ProblemProps) {
  const [first] = kept
  return (
    <details className="problem">
      <summary>
        <code>{code}</code> <span className="count">×&#8239;{count}</span>
        {first !== undefined && (
          <span className="place">
            {' '}
            line {first.at.line}, byte {first.at.byte}
          </span>
        )}
      </summary>
      <p>{DIAGNOSTICS[code]}</p>
      <ul>
        {kept.slice(0, LISTED).map(({ message, at }, n) => (
          <li key={`${n} ${at.byte}`}>
            <span className="place">
              line {at.line}, byte {at.byte}
            </span>{' '}
            {message === DIAGNOSTICS[code] ? '' : message}
            {blob !== undefined && <RawContext blob={blob} byte={at.byte} />}
          </li>
        ))}
      </ul>
      {count > LISTED && <p>and {count - Math.min(LISTED, kept.length)} more</p>}
    </details>
  )
}
