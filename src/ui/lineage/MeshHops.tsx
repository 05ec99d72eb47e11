import { Fragment } from 'react'
import { parentIdText, spanIdText, traceIdText } from '../../core/analysis/findSpan.ts'
import type { MeshHop } from '../../core/lineage/meshHops.ts'
import { SPAN_KINDS, type SpanIndex, type SpanTable, textAt } from '../../core/model/spanTable.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { goToSpan } from '../focusWaterfall.ts'

/** Broken hops through a mesh: who the request passes, side by side, and where its context tears. */
export function MeshHops({ mesh, opened }: { readonly mesh: readonly MeshHop[]; readonly opened: OpenDataset }) {
  if (mesh.length === 0) return undefined
  return (
    <>
      <h2>Hops through the mesh</h2>
      <p className="quietText">
        One broken hop of each boundary where sidecars record spans, from the application that asks to the one that is
        asked.
      </p>
      {mesh.map((hop) => (
        <Hop key={hop.stations.map(({ span }) => span).join(' ')} hop={hop} spans={opened.dataset.spans} />
      ))}
    </>
  )
}

function Hop({ hop, spans }: { readonly hop: MeshHop; readonly spans: SpanTable }) {
  const { stations, tornBefore, layer, sentence, broken } = hop
  const from = textAt(spans, stations[0].service)
  const to = textAt(spans, stations[stations.length - 1].service)
  const title = tornBefore === 0 ? `to ${to}` : `${from} → ${to}`
  return (
    <section className="meshHop" aria-label={`Mesh hop ${title}`}>
      <h3>
        {title} <small>{broken === 1 ? 'one broken crossing' : `1 of ${broken} broken crossings`}</small>
      </h3>
      <p>
        <em className="badge torn">{layer}</em> {sentence}
      </p>
      <ol className="stations">
        {stations.map(({ role, service, span }, k) => (
          <Fragment key={`${role} ${service} ${span}`}>
            {k === tornBefore && <li className="tear">context torn here</li>}
            <li className={`station ${k < tornBefore ? 'before' : 'after'}`}>
              <Station
                spans={spans}
                role={role}
                service={textAt(spans, service)}
                span={span}
                above={k === tornBefore ? -1 : (stations[k - 1]?.span ?? -1)}
              />
            </li>
          </Fragment>
        ))}
      </ol>
    </section>
  )
}

interface StationProps {
  readonly spans: SpanTable
  readonly role: string
  readonly service: string
  /** -1 where it recorded nothing. */
  readonly span: SpanIndex
  /** The station's span before this one, on the same side of the tear; -1 for none. */
  readonly above: SpanIndex
}

function Station({ spans, role, service, span, above }: StationProps) {
  const head = (
    <p className="who">
      {role} <b>{service}</b>
    </p>
  )
  if (span === -1) {
    return (
      <>
        {head}
        <p className="quietText">records no span</p>
      </>
    )
  }
  const parentId = parentIdText(spans, span)
  return (
    <>
      {head}
      <p className="what">
        <button type="button" className="linkButton" onClick={() => goToSpan(spans.trace[span], span)}>
          {textAt(spans, spans.name[span])}
        </button>{' '}
        <small>{SPAN_KINDS[spans.kind[span]]}</small>
      </p>
      <dl>
        <dt>trace</dt>
        <dd>
          <code>{traceIdText(spans, spans.trace[span])}</code>
        </dd>
        <dt>span</dt>
        <dd>
          <code>{spanIdText(spans, span)}</code>
        </dd>
        <dt>parent</dt>
        <dd>
          {parentId === undefined ? 'none' : <code>{parentId}</code>}
          {above !== -1 && spans.parent[span] === above && <small> the span before</small>}
        </dd>
      </dl>
    </>
  )
}
