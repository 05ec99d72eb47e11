import { type Connection, KIND_NAMES } from '../../sources/connection.ts'
import { isEngine } from '../../sources/engine.ts'
import { holdsTraces } from '../../sources/holdsTraces.ts'
import { redConnectionOf } from '../../store/redConnection.ts'
import { useStore } from '../../store/store.ts'
import { TestResult } from './TestResult.tsx'
import { useTest } from './useTest.ts'

interface ConnectionRowProps {
  readonly connection: Connection
  readonly onEdit: (connection: Connection) => void
}

/** One connection, and what can be done with it. */
export function ConnectionRow({ connection, onEdit }: ConnectionRowProps) {
  const { name, kind, url, isServed, isHidden } = connection
  const { result, test } = useTest()
  const { removeConnection, setConnectionHidden, setConnecting } = useStore.getState()
  return (
    <li className={isHidden ? 'hiddenConnection' : undefined}>
      <div className="connectionHead">
        <b>{name}</b>
        <span className="badge plain">{KIND_NAMES[kind]}</span>
        {isServed && <span className="badge plain">served with this page</span>}
        {connection.credentials !== undefined && (
          <span className="badge plain">
            {connection.remember ? 'header remembered' : 'header until this page is left'}
          </span>
        )}
        <code title={url}>{url}</code>
        <span className="connectionTools">
          {holdsTraces(connection) && !isHidden && (
            <button type="button" aria-label={`Search ${name}`} onClick={() => setConnecting({ search: name })}>
              Search
            </button>
          )}
          {isEngine(connection) && !isHidden && (
            <button type="button" aria-label={`Ask ${name} for rates`} onClick={() => askEngine(name)}>
              Rates
            </button>
          )}
          {kind === 'dump' && <OpenDump connection={connection} />}
          {kind === 'prometheus' && <UseInRed connection={connection} />}
          <button type="button" aria-label={`Test ${name}`} onClick={() => void test(connection)}>
            Test
          </button>
          <button type="button" aria-label={`Edit ${name}`} onClick={() => onEdit(connection)}>
            Edit
          </button>
          {isServed ? (
            <button
              type="button"
              aria-label={`${isHidden ? 'Show' : 'Hide'} ${name}`}
              onClick={() => void setConnectionHidden(name, !isHidden)}
            >
              {isHidden ? 'Show' : 'Hide'}
            </button>
          ) : (
            <button type="button" aria-label={`Remove ${name}`} onClick={() => void removeConnection(name)}>
              Remove
            </button>
          )}
        </span>
      </div>
      <TestResult result={result} connection={connection} />
    </li>
  )
}

function askEngine(connection: string): void {
  const { setConnecting, setAskingEngine } = useStore.getState()
  setConnecting(undefined)
  setAskingEngine({ connection })
}

function OpenDump({ connection }: { readonly connection: Connection }) {
  const open = () => {
    const { askSources, setConnecting } = useStore.getState()
    setConnecting(undefined)
    void askSources(undefined, [connection])
  }
  return (
    <button type="button" aria-label={`Open ${connection.name}`} onClick={open}>
      Open
    </button>
  )
}

function UseInRed({ connection }: { readonly connection: Connection }) {
  const isUsed = useStore((s) => s.connection?.prometheus.url === connection.url)
  const toggle = () => void useStore.getState().connectRed(isUsed ? undefined : redConnectionOf(connection))
  return (
    <button type="button" aria-pressed={isUsed} aria-label={`Use ${connection.name} in RED metrics`} onClick={toggle}>
      In RED
    </button>
  )
}

/** The Prometheus that was connected in the RED panel itself. */
export function RedRow({ url }: { readonly url: string }) {
  return (
    <li>
      <div className="connectionHead">
        <b>RED metrics</b>
        <span className="badge plain">{KIND_NAMES.prometheus}</span>
        <code title={url}>{url}</code>
        <span className="connectionTools">
          <button
            type="button"
            aria-label="Disconnect RED metrics"
            onClick={() => void useStore.getState().connectRed(undefined)}
          >
            Disconnect
          </button>
        </span>
      </div>
    </li>
  )
}
