import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { samplesQuery } from '../../sources/samples.ts'
import { useStore } from '../../store/store.ts'
import { ImportReport } from './ImportReport.tsx'
import { KeptDumps } from './KeptDumps.tsx'
import './open.css'

/** What stands where a trace will: how to open one, and something to try. */
export function EmptyPage({ onOpen }: { readonly onOpen: () => void }) {
  const { data: samples = [], error } = useQuery(samplesQuery)
  const openSample = useStore((s) => s.openSample)
  return (
    <main className="emptyPage">
      <h1>Open a dump of spans</h1>
      <p className="lead">
        Drop a file here, paste JSON anywhere, or{' '}
        <button type="button" className="linkButton" onClick={onOpen}>
          choose files
        </button>
        . OTLP, Jaeger, Zipkin, Tempo, X-Ray, Datadog, Elastic and some forty more formats are recognised by themselves,
        packed or not. Nothing leaves this browser.
      </p>
      <ConnectedLine />
      <KeptDumps />
      <section aria-label="Samples" className="samples">
        <h2 className="sectionTitle">Samples</h2>
        {error !== null && <p className="lead">{error.message}</p>}
        {[...new Set(samples.map(({ group }) => group))].map((group) => (
          <Fragment key={group}>
            <h3>{group}</h3>
            <ul>
              {samples
                .filter((sample) => sample.group === group)
                .map(({ name, title, description }) => (
                  <li key={name}>
                    <button type="button" onClick={() => openSample(name)}>
                      <b>{title}</b>
                      <span>{description}</span>
                    </button>
                  </li>
                ))}
            </ul>
          </Fragment>
        ))}
      </section>
      <ImportReport />
    </main>
  )
}

/** What a pasted id is asked of. */
function ConnectedLine() {
  const connections = useStore((s) => s.connections)
  const names = connections.filter(({ isHidden }) => !isHidden).map(({ name }) => name)
  const connect = () => useStore.getState().setConnecting({ search: undefined })
  return (
    <p className="lead">
      {names.length === 0
        ? 'A trace id is asked of a Jaeger, Zipkin or Tempo once you '
        : `Connected: ${names.join(', ')}. `}
      <button type="button" className="linkButton" onClick={connect}>
        {names.length === 0 ? 'connect one' : 'Change'}
      </button>
      {names.length === 0 && '.'}
    </p>
  )
}
