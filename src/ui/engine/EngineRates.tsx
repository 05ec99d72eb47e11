import { MOST_ROWS } from '../../core/engine/clickHouseQueries.ts'
import { type EngineBoundary, type EngineService, sumServices } from '../../core/engine/engineFigures.ts'
import type { Rate } from '../../core/lineage/wilson.ts'
import { formatShare } from '../formatShare.ts'

/** A rate, its counts and its 95 % interval; "–" where nothing was counted. */
function RateCells({ rate }: { readonly rate: Rate | undefined }) {
  if (rate === undefined || rate.of === 0) {
    return (
      <>
        <td className="number">–</td>
        <td />
      </>
    )
  }
  return (
    <>
      <td className={rate.count > 0 ? 'number torn' : 'number'}>
        <b>{formatShare(rate.rate)} %</b>
      </td>
      <td>
        <small>
          {formatShare(rate.low)}–{formatShare(rate.high)} %, {rate.count} of {rate.of}
        </small>
      </td>
    </>
  )
}

/** Orphan rates by service. */
export function ServiceRows({ services }: { readonly services: readonly EngineService[] }) {
  if (services.length === 0) return <p className="engineEmpty">No spans in this time.</p>
  return (
    <div className="engineTable">
      <table>
        <caption>Orphan rates</caption>
        <thead>
          <tr>
            <th scope="col">service</th>
            <th scope="col" colSpan={2}>
              entry orphan rate, 95 % interval
            </th>
            <th scope="col" colSpan={2}>
              span orphan rate, 95 % interval
            </th>
            <th scope="col">exempt</th>
          </tr>
        </thead>
        <tbody>
          <ServiceRow name="all" service={sumServices(services)} />
          {services.map((service) => (
            <ServiceRow key={service.name} name={service.name === '' ? '(no name)' : service.name} service={service} />
          ))}
        </tbody>
      </table>
      {services.length >= MOST_ROWS && <p className="engineEmpty">The {MOST_ROWS} worst; there are more.</p>}
    </div>
  )
}

interface ServiceRowProps {
  readonly name: string
  readonly service: EngineService
}

function ServiceRow({ name, service: { entryOrphans, spanOrphans, exempt } }: ServiceRowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <RateCells rate={entryOrphans} />
      <RateCells rate={spanOrphans} />
      <td>
        <small>{exemptText(exempt)}</small>
      </td>
    </tr>
  )
}

function exemptText({ external, linked, roots }: EngineService['exempt']): string {
  const parts = [
    roots > 0 ? `${roots} ${roots === 1 ? 'root' : 'roots'} of their own` : '',
    external > 0 ? `${external} called from outside` : '',
    linked > 0 ? `${linked} linked` : '',
  ]
  return parts.filter((text) => text !== '').join(', ')
}

/** Boundaries that broke, worst first. */
export function BoundaryRows({ boundaries }: { readonly boundaries: readonly EngineBoundary[] }) {
  if (boundaries.length === 0) return <p className="engineEmpty">No boundary broke.</p>
  return (
    <div className="engineTable">
      <table>
        <caption>Broken boundaries</caption>
        <thead>
          <tr>
            <th scope="col">boundary</th>
            <th scope="col" colSpan={2}>
              break rate, 95 % interval
            </th>
          </tr>
        </thead>
        <tbody>
          {boundaries.map(({ kind, caller, callee, via, breaks }) => (
            <tr key={`${kind} ${caller} ${callee} ${via}`}>
              <th scope="row">
                {caller} → {callee}
                {via !== '' && <small> via {via}</small>}
              </th>
              <RateCells rate={breaks} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
