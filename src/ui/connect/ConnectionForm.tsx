import { type FormEvent, useState } from 'react'
import {
  CONNECTION_KINDS,
  type Connection,
  type ConnectionKind,
  canSend,
  headersOf,
  KIND_NAMES,
  NEW_CONNECTION,
  nameFault,
  readAddress,
} from '../../sources/connection.ts'
import { redConnectionOf } from '../../store/redConnection.ts'
import { useStore } from '../../store/store.ts'
import { CredentialFields } from './CredentialFields.tsx'
import { TestResult } from './TestResult.tsx'
import { useTest } from './useTest.ts'

/** Where each kind listens if nobody says otherwise. */
const USUAL: Readonly<Record<ConnectionKind, string>> = {
  jaeger: 'http://localhost:16686',
  zipkin: 'http://localhost:9411',
  tempo: 'http://localhost:3200',
  prometheus: 'http://localhost:9090',
  clickhouse: 'http://localhost:8123',
  dump: 'https://…/trace.json',
}

/** The name of a kind, or the first of `kind-2`, `kind-3` that is free. */
function freeName(kind: ConnectionKind, taken: readonly string[]): string {
  let name: string = kind
  for (let n = 2; taken.includes(name); n++) name = `${kind}-${n}`
  return name
}

interface ConnectionFormProps {
  /** Undefined for a new one. */
  readonly edited: Connection | undefined
  readonly onDone: () => void
}

/** Where a backend is and how it is asked. */
export function ConnectionForm({ edited, onDone }: ConnectionFormProps) {
  const connections = useStore((s) => s.connections)
  const others = connections.map(({ name }) => name).filter((name) => name !== edited?.name)
  const [draft, setDraft] = useState<Connection>(
    () => edited ?? { ...NEW_CONNECTION, name: freeName('jaeger', others), url: USUAL.jaeger },
  )
  const [fault, setFault] = useState<string>()
  const { result, test } = useTest()
  const change = (part: Partial<Connection>) => {
    setDraft({ ...draft, ...part })
    setFault(undefined)
  }
  const chooseKind = (kind: ConnectionKind) => {
    const isUsual = Object.values(USUAL).includes(draft.url)
    const isFree = CONNECTION_KINDS.some((other) => draft.name.replace(/-\d+$/, '') === other)
    change({
      kind,
      ...(isUsual ? { url: kind === 'dump' ? '' : USUAL[kind] } : {}),
      ...(isFree ? { name: freeName(kind, others) } : {}),
    })
  }
  /** The connection as it would be kept; undefined, and said, where something is wrong with it. */
  const read = (): Connection | undefined => {
    const url = readAddress(draft.url)
    const ui = draft.ui.trim() === '' ? '' : readAddress(draft.ui)
    const connection = { ...draft, name: draft.name.trim(), url: url ?? '', ui: ui ?? '', tenant: draft.tenant.trim() }
    const wrong =
      url === undefined || ui === undefined
        ? 'The address is none of http or https. Names and passwords do not belong in it.'
        : (nameFault(connection.name, others) ??
          (canSend(headersOf(connection)) ? undefined : 'No header can hold these characters.'))
    setFault(wrong)
    return wrong === undefined ? connection : undefined
  }
  const connect = (event: FormEvent) => {
    event.preventDefault()
    const connection = read()
    if (connection === undefined) return
    const { saveConnection, connection: red, connectRed } = useStore.getState()
    void saveConnection(connection, edited?.name)
    if (connection.kind === 'prometheus' && red === undefined) void connectRed(redConnectionOf(connection))
    onDone()
  }
  return (
    <form aria-label={edited === undefined ? 'New connection' : 'Edit connection'} onSubmit={connect} noValidate>
      <h3 className="sectionTitle">{edited === undefined ? 'New connection' : `Edit ${edited.name}`}</h3>
      <div className="formRow">
        <label>
          Kind
          <select
            value={draft.kind}
            disabled={draft.isServed}
            onChange={({ target }) => chooseKind(kindOf(target.value))}
          >
            {CONNECTION_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {KIND_NAMES[kind]}
              </option>
            ))}
          </select>
        </label>
        <label>
          Name
          <input
            value={draft.name}
            disabled={draft.isServed}
            onChange={({ target }) => change({ name: target.value })}
          />
        </label>
        <label className="wide">
          Address
          <input
            className="mono"
            spellCheck={false}
            placeholder={USUAL[draft.kind]}
            value={draft.url}
            disabled={draft.isServed}
            onChange={({ target }) => change({ url: target.value })}
          />
        </label>
      </div>
      <CredentialFields draft={draft} onChange={change} />
      <UiFields draft={draft} onChange={change} />
      {fault !== undefined && (
        <p role="alert" className="testBad">
          {fault}
        </p>
      )}
      <TestResult result={result} connection={draft} />
      <footer>
        <button
          type="button"
          onClick={() => {
            const connection = read()
            if (connection !== undefined) void test(connection)
          }}
        >
          Test
        </button>
        {edited !== undefined && (
          <button type="button" onClick={onDone}>
            Cancel
          </button>
        )}
        <span className="gap" />
        <button type="submit" className="primary">
          {edited === undefined ? 'Connect' : 'Save'}
        </button>
      </footer>
    </form>
  )
}

const kindOf = (text: string): ConnectionKind => CONNECTION_KINDS.find((kind) => kind === text) ?? 'jaeger'

interface FieldsProps {
  readonly draft: Connection
  readonly onChange: (part: Partial<Connection>) => void
}

/** Where people look at traces of the backend, for links to it. */
function UiFields({ draft: { kind, ui, datasource }, onChange }: FieldsProps) {
  if (kind !== 'jaeger' && kind !== 'zipkin' && kind !== 'tempo') return undefined
  const isTempo = kind === 'tempo'
  return (
    <details open={ui !== ''}>
      <summary>{isTempo ? 'Links to Grafana' : 'Links to its own page'}</summary>
      <div className="formRow">
        <label className="wide">
          {isTempo ? 'Address of Grafana' : 'Address of its page, where that is another'}
          <input
            className="mono"
            spellCheck={false}
            placeholder={isTempo ? 'http://localhost:3000' : ''}
            value={ui}
            onChange={({ target }) => onChange({ ui: target.value })}
          />
        </label>
        {isTempo && (
          <label>
            Uid of the data source
            <input
              className="mono"
              spellCheck={false}
              value={datasource}
              onChange={({ target }) => onChange({ datasource: target.value })}
            />
          </label>
        )}
      </div>
    </details>
  )
}
