import type { FormEvent } from 'react'
import { type Connection, KIND_NAMES } from '../../sources/connection.ts'
import type { EngineKind } from './useEngine.ts'

/** What is chosen so far. */
export interface QuestionDraft {
  /** Name of a connection; undefined for none: the queries are there to be copied. */
  readonly connection: string | undefined
  /** Whose queries are shown where no connection is chosen. */
  readonly copied: EngineKind
  /** Back from now; undefined for `from` and `to`. */
  readonly lengthMs: number | undefined
  readonly from: string
  readonly to: string
  readonly table: string
  readonly nowMs: number
}

const HOUR_MS = 3_600_000

const LENGTHS: readonly (readonly [lengthMs: number, label: string])[] = [
  [HOUR_MS / 4, 'last 15 minutes'],
  [HOUR_MS, 'last hour'],
  [6 * HOUR_MS, 'last 6 hours'],
  [24 * HOUR_MS, 'last 24 hours'],
]

/** What a select holds for no connection. */
const COPIES: readonly (readonly [value: string, kind: EngineKind])[] = [
  ['copy clickhouse', 'clickhouse'],
  ['copy tempo', 'tempo'],
]

interface QuestionFormProps {
  readonly draft: QuestionDraft
  readonly engines: readonly Connection[]
  readonly kind: EngineKind
  readonly fault: string | undefined
  readonly isAsking: boolean
  readonly onChange: (part: Partial<QuestionDraft>) => void
  readonly onAsk: () => void
  readonly onCancel: () => void
}

/** Who is asked, about which time and which table. */
export function QuestionForm({ draft, engines, kind, fault, isAsking, onChange, onAsk, onCancel }: QuestionFormProps) {
  const chooseEngine = (value: string) => {
    const copied = COPIES.find(([copy]) => copy === value)?.[1]
    onChange(copied === undefined ? { connection: value.replace(/^engine /, '') } : { connection: undefined, copied })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onAsk()
  }
  const isWrong = fault !== undefined
  return (
    <form aria-label="Question" className="engineForm" onSubmit={submit} noValidate>
      <label>
        Engine
        <select
          value={draft.connection === undefined ? `copy ${draft.copied}` : `engine ${draft.connection}`}
          onChange={({ target }) => chooseEngine(target.value)}
        >
          {engines.map(({ name, kind: engineKind }) => (
            <option key={name} value={`engine ${name}`}>
              {name} ({KIND_NAMES[engineKind]})
            </option>
          ))}
          {COPIES.map(([value, copied]) => (
            <option key={value} value={value}>
              {KIND_NAMES[copied]}, queries to copy
            </option>
          ))}
        </select>
      </label>
      <label>
        Time
        <select
          value={draft.lengthMs ?? ''}
          onChange={({ target }) => onChange({ lengthMs: target.value === '' ? undefined : Number(target.value) })}
        >
          {LENGTHS.map(([lengthMs, label]) => (
            <option key={lengthMs} value={lengthMs}>
              {label}
            </option>
          ))}
          <option value="">from … to</option>
        </select>
      </label>
      {draft.lengthMs === undefined && <Ends draft={draft} onChange={onChange} />}
      {kind === 'clickhouse' && (
        <label>
          Table
          <input
            className="mono"
            spellCheck={false}
            value={draft.table}
            onChange={({ target }) => onChange({ table: target.value })}
          />
        </label>
      )}
      {isAsking ? (
        // Elements of their own: one that became the submit button while it is clicked would ask again.
        <button key="cancel" type="button" onClick={onCancel}>
          Cancel
        </button>
      ) : (
        <button key="ask" type="submit" className="primary" disabled={draft.connection === undefined || isWrong}>
          Ask
        </button>
      )}
      {isWrong && (
        <p role="alert" className="engineFault">
          {fault}
        </p>
      )}
      {engines.length === 0 && (
        <p className="engineHint">Connect a ClickHouse or a Tempo to run the queries from here.</p>
      )}
    </form>
  )
}

function Ends({ draft, onChange }: Pick<QuestionFormProps, 'draft' | 'onChange'>) {
  return (
    <>
      <label>
        From
        <input
          type="datetime-local"
          step={1}
          value={draft.from}
          onChange={({ target }) => onChange({ from: target.value })}
        />
      </label>
      <label>
        To
        <input
          type="datetime-local"
          step={1}
          value={draft.to}
          onChange={({ target }) => onChange({ to: target.value })}
        />
      </label>
    </>
  )
}
