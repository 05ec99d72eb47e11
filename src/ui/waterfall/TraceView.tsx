import { memo } from 'react'
import { textAt } from '../../core/model/spanTable.ts'
import { formatDuration } from '../../core/model/time.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { traceLinkText } from '../../store/link.ts'
import { useStore } from '../../store/store.ts'
import { CopyButton } from '../CopyButton.tsx'
import { classLabel } from '../classLabel.ts'
import { FetchedTools } from '../FetchedTools.tsx'
import { FindBox } from './FindBox.tsx'
import { Minimap } from './Minimap.tsx'
import { TimeAxis } from './TimeAxis.tsx'
import { Waterfall } from './Waterfall.tsx'
import './traceView.css'

const plural = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`

interface TraceViewProps {
  readonly opened: OpenDataset
  readonly trace: number
}

/** The open trace: what it is, how much of it is on the screen, and its waterfall. */
export const TraceView = memo(function TraceView({ opened, trace }: TraceViewProps) {
  const { dataset, summaries } = opened
  const { spans } = dataset
  const placed = summaries.placed[trace]
  const kept = spans.traces.recordsKept[trace]
  const isPartial = spans.traces.isPartial[trace] === 1
  const orphans = isPartial ? 0 : summaries.orphans[trace]
  const roots = isPartial ? 1 : summaries.roots[trace]
  const headline = summaries.headline[trace]
  const breaks = useStore((s) => s.diagnosis?.traces)
  const told = orphans + summaries.cycles[trace] + summaries.duplicates[trace]
  return (
    <main className="traceMain">
      <div className="traceView">
        <div className="traceHead">
          <h1>
            <b>{textAt(spans, spans.service[headline])}</b> {textAt(spans, spans.name[headline])}
          </h1>
          <ul className="facts">
            <li>{formatDuration(spans.traces.durationNs[trace])}</li>
            <li>{plural(summaries.spans[trace], 'span')}</li>
            <li>{plural(summaries.services[trace], 'service')}</li>
            {summaries.errors[trace] > 0 && <li className="error">{plural(summaries.errors[trace], 'error')}</li>}
            {isPartial && <li>{opened.isLoading ? 'still loading' : 'partial answer'}</li>}
            {orphans > 0 && <li className="torn">{plural(orphans, 'orphan')}</li>}
            {roots > 1 && <li className="torn">{plural(roots, 'root')}</li>}
            {summaries.cycles[trace] > 0 && <li className="torn">{summaries.cycles[trace]} in a cycle</li>}
            {summaries.duplicates[trace] > 0 && (
              <li className="torn">{plural(summaries.duplicates[trace], 'duplicate id')}</li>
            )}
            {breaks !== undefined && breaks.broken[trace] > told && (
              <li className="torn">{classLabel(breaks.mainClass[trace])}</li>
            )}
          </ul>
          <span className={`placed${placed === kept ? '' : ' short'}`} role="status">
            {placed} of {kept} spans placed{opened.isLoading && ' so far'}
          </span>
        </div>
        <div className="traceTools">
          <FindBox />
          <span className="traceId">
            <code>{traceLinkText(dataset, trace)}</code>
            <CopyButton label="Copy trace id" text={() => traceLinkText(dataset, trace)}>
              Copy id
            </CopyButton>
            <CopyButton label="Copy link" text={() => window.location.href}>
              Link
            </CopyButton>
          </span>
          <span className="treeTools">
            <button type="button" className="quiet" onClick={() => useStore.getState().collapseAll()}>
              Collapse all
            </button>
            <button type="button" className="quiet" onClick={() => useStore.getState().expandAll()}>
              Expand all
            </button>
          </span>
          <FetchedTools opened={opened} trace={trace} />
        </div>
        <Minimap opened={opened} trace={trace} />
        <TimeAxis />
        <Waterfall opened={opened} trace={trace} />
      </div>
    </main>
  )
})
