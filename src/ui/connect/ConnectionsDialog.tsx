import { useEffect, useRef, useState } from 'react'
import type { Connection } from '../../sources/connection.ts'
import { holdsTraces } from '../../sources/holdsTraces.ts'
import { useStore } from '../../store/store.ts'
import { ConnectionForm } from './ConnectionForm.tsx'
import { ConnectionRow, RedRow } from './ConnectionRow.tsx'
import { SearchPanel } from './SearchPanel.tsx'
import './connect.css'

/** All backends that are connected: to add, try, name, remove and search them. */
export function ConnectionsDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const connections = useStore((s) => s.connections)
  const faults = useStore((s) => s.connectionFaults)
  const connecting = useStore((s) => s.connecting)
  const setConnecting = useStore((s) => s.setConnecting)
  const [edited, setEdited] = useState<Connection>()
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  const searchable = connections.filter((connection) => holdsTraces(connection) && !connection.isHidden)
  const searched = searchable.find(({ name }) => name === connecting?.search)
  return (
    <dialog
      ref={dialog}
      className={`help connections${searched === undefined ? '' : ' searching'}`}
      aria-label="Connections"
      onClose={() => setConnecting(undefined)}
    >
      <header>
        {searched === undefined ? (
          <h2>Connections</h2>
        ) : (
          <button type="button" className="linkButton" onClick={() => setConnecting({ search: undefined })}>
            ← All connections
          </button>
        )}
        <button type="button" aria-label="Close" onClick={() => dialog.current?.close()}>
          ✕
        </button>
      </header>
      {searched === undefined ? (
        <>
          <ConnectionList connections={connections} faults={faults} onEdit={setEdited} />
          <p className="connectLead">
            More spans than a browser should load?{' '}
            <button type="button" className="linkButton" onClick={askEngine}>
              Ask the engine …
            </button>
          </p>
          <ConnectionForm
            key={edited?.name ?? `new ${connections.length}`}
            edited={edited}
            onDone={() => setEdited(undefined)}
          />
        </>
      ) : (
        <SearchPanel
          key={searched.name}
          connection={searched}
          all={searchable}
          onOpened={() => dialog.current?.close()}
        />
      )}
    </dialog>
  )
}

function askEngine(): void {
  const { setConnecting, setAskingEngine } = useStore.getState()
  setConnecting(undefined)
  setAskingEngine({ connection: undefined })
}

interface ConnectionListProps {
  readonly connections: readonly Connection[]
  readonly faults: readonly string[]
  readonly onEdit: (connection: Connection) => void
}

function ConnectionList({ connections, faults, onEdit }: ConnectionListProps) {
  const red = useStore((s) => s.connection)
  const isRedListed = connections.some(({ url }) => url === red?.prometheus.url)
  const isEmpty = connections.length === 0 && red === undefined
  return (
    <section aria-label="Connected">
      {isEmpty ? (
        <p className="connectLead">
          Nothing is connected. A trace id that is pasted is asked of everything that stands here, and of nothing else.
        </p>
      ) : (
        <ul className="connectionList">
          {connections.map((connection) => (
            <ConnectionRow key={connection.name} connection={connection} onEdit={onEdit} />
          ))}
          {red !== undefined && !isRedListed && <RedRow url={red.prometheus.url} />}
        </ul>
      )}
      {faults.length > 0 && (
        <ul className="connectFaults">
          {faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      )}
    </section>
  )
}
