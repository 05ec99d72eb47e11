import { useQuery } from '@tanstack/react-query'
import { spanIdText, traceIdText } from '../../core/analysis/findSpan.ts'
import type { SpanDetails as Details } from '../../core/model/details.ts'
import type { ForestNode } from '../../core/model/spanForest.ts'
import { KIND_UNSPECIFIED, SPAN_KINDS, type SpanIndex, STATUS_CODES, textAt } from '../../core/model/spanTable.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { loadDetails } from '../../store/details.ts'
import { usePreferences } from '../../store/preferences.ts'
import { useStore } from '../../store/store.ts'
import { CopyButton } from '../CopyButton.tsx'
import { CoverageNote } from '../CoverageNote.tsx'
import { isBreak } from '../classLabel.ts'
import { ResizeHandle } from '../ResizeHandle.tsx'
import { AttributeTable } from './AttributeTable.tsx'
import { Events } from './Events.tsx'
import { GhostDetails } from './GhostDetails.tsx'
import { LineageNote } from './LineageNote.tsx'
import { Links } from './Links.tsx'
import { Timing } from './Timing.tsx'
import { VerdictNote } from './VerdictNote.tsx'
import './details.css'

interface SpanDetailsProps {
  readonly opened: OpenDataset
  readonly trace: number
  readonly selected: ForestNode
}

/** All about the selected span or absent parent. */
export function SpanDetails({ opened, trace, selected }: SpanDetailsProps) {
  const widthPx = usePreferences((s) => s.detailsWidthPx)
  return (
    <aside id="details" aria-label="Span details" className="detailsColumn" tabIndex={-1}>
      <ResizeHandle
        label="Width of the details"
        widthPx={widthPx}
        least={240}
        most={800}
        side="left"
        onResize={usePreferences.getState().setDetailsWidth}
      />
      <button
        type="button"
        className="quiet closeDetails"
        aria-label="Close details"
        onClick={() => useStore.getState().select(undefined)}
      >
        ✕
      </button>
      <div key={selected} className="details">
        {selected < 0 ? (
          <GhostDetails opened={opened} trace={trace} ghost={~selected} />
        ) : (
          <OneSpan opened={opened} span={selected} />
        )}
      </div>
    </aside>
  )
}

function OneSpan({ opened, span }: { readonly opened: OpenDataset; readonly span: SpanIndex }) {
  const { spans } = opened.dataset
  const diagnosis = useStore((s) => s.diagnosis)
  const { data, error } = useQuery({
    // The bytes stay what they are while an import goes on; rows do not.
    queryKey: [
      'details',
      opened.opening,
      spans.contexts.file[spans.context[span]],
      spans.byte[span],
      spanIdText(spans, span),
    ],
    queryFn: () => loadDetails(opened, span),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    structuralSharing: false,
    retry: false,
  })
  const kind = spans.kind[span]
  const status = spans.status[span]
  const spanId = spanIdText(spans, span)
  return (
    <>
      <h2>{textAt(spans, spans.name[span])}</h2>
      <p className="subtitle">
        <b>{textAt(spans, spans.service[span])}</b>
        {kind !== KIND_UNSPECIFIED && ` · ${SPAN_KINDS[kind]}`}
        {status !== 0 && ' · '}
        {status !== 0 && <span className={STATUS_CODES[status]}>{STATUS_CODES[status]}</span>}
      </p>
      {data !== undefined && data.details.statusMessage !== '' && (
        <p className="statusMessage">{data.details.statusMessage}</p>
      )}
      <LineageNote dataset={opened.dataset} span={span} />
      {diagnosis !== undefined && <VerdictNote spans={spans} diagnosis={diagnosis} span={span} />}
      {isBreak(diagnosis?.verdicts.breakClass[span]) && <CoverageNote service={textAt(spans, spans.service[span])} />}
      <Timing dataset={opened.dataset} span={span} />
      <dl className="ids">
        <dt>span id</dt>
        <dd>
          <code>{spanId}</code>
          <CopyButton label="Copy span id" text={() => spanId} />
        </dd>
        <dt>trace id</dt>
        <dd>
          <code>{traceIdText(spans, spans.trace[span])}</code>
        </dd>
      </dl>
      {error !== null && <p className="statusMessage">The details could not be read: {error.message}</p>}
      {data !== undefined && (
        <>
          <Sections opened={opened} span={span} details={data.details} />
          <details className="source">
            <summary>Source</summary>
            <CopyButton label="Copy source" text={() => data.sourceText}>
              Copy JSON
            </CopyButton>
            <pre>{data.sourceText}</pre>
          </details>
        </>
      )}
    </>
  )
}

interface SectionsProps {
  readonly opened: OpenDataset
  readonly span: SpanIndex
  readonly details: Details
}

function Sections({ opened, span, details }: SectionsProps) {
  const { attributes, events, links, resource, scope, traceState, warnings, dropped } = details
  const lost = [
    dropped.attributes > 0 && `${dropped.attributes} attributes`,
    dropped.events > 0 && `${dropped.events} events`,
    dropped.links > 0 && `${dropped.links} links`,
  ].filter((text) => text !== false)
  return (
    <>
      {warnings.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
      <h3>
        Attributes <i>{attributes.length}</i>
      </h3>
      {attributes.length === 0 ? <p className="none">none</p> : <AttributeTable attributes={attributes} />}
      {events.length > 0 && <Events spans={opened.dataset.spans} span={span} events={events} />}
      {links.length > 0 && <Links opened={opened} links={links} />}
      {resource.length > 0 && (
        <>
          <h3>
            Resource <i>{resource.length}</i>
          </h3>
          <AttributeTable attributes={resource} />
        </>
      )}
      {scope !== undefined && scope.name !== '' && (
        <>
          <h3>Scope</h3>
          <p className="scope">
            <code>{scope.name}</code> {scope.version}
          </p>
          {scope.attributes.length > 0 && <AttributeTable attributes={scope.attributes} />}
        </>
      )}
      {traceState !== '' && (
        <>
          <h3>Trace state</h3>
          <p className="scope">
            <code>{traceState}</code>
          </p>
        </>
      )}
      {lost.length > 0 && <p className="warning">Dropped before export: {lost.join(', ')}.</p>}
    </>
  )
}
