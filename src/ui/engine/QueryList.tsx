import type { Connection } from '../../sources/connection.ts'
import { problemWords } from '../../sources/problemWords.ts'
import { SourceError } from '../../sources/traceSource.ts'
import { CopyButton } from '../CopyButton.tsx'
import type { EnginePart } from './useEngine.ts'

interface QueryListProps {
  readonly parts: readonly EnginePart[]
  readonly connection: Connection | undefined
}

/** Each query as it is sent, and how far it is. */
export function QueryList({ parts, connection }: QueryListProps) {
  return (
    <ul aria-label="Queries" className="engineQueries">
      {parts.map((part) => (
        <li key={part.query.id}>
          <Query part={part} connection={connection} />
        </li>
      ))}
    </ul>
  )
}

function Query({ part, connection }: { readonly part: EnginePart } & Pick<QueryListProps, 'connection'>) {
  const { query, state, error } = part
  return (
    <>
      <div className="engineQuery">
        <details>
          <summary>{query.title}</summary>
          <textarea
            readOnly
            spellCheck={false}
            aria-label={`Query: ${query.title}`}
            rows={Math.min(24, query.text.split('\n').length)}
            value={query.text}
          />
        </details>
        <span className="engineState" aria-live="polite">
          {state === 'asking' && 'asking …'}
          {state === 'answered' && 'answered'}
        </span>
        <CopyButton label={`Copy the query: ${query.title}`} text={() => query.text} />
      </div>
      {error !== undefined && <Problem error={error} connection={connection} />}
    </>
  )
}

function Problem({ error, connection }: { readonly error: Error } & Pick<QueryListProps, 'connection'>) {
  const { short, help } =
    error instanceof SourceError && connection !== undefined
      ? problemWords(error.problem, connection)
      : { short: error.message, help: '' }
  return (
    <p role="alert" className="engineFault">
      <b>{short}</b> {help}
    </p>
  )
}
