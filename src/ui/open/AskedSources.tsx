import { KIND_NAMES } from '../../sources/connection.ts'
import { problemWords } from '../../sources/problemWords.ts'
import type { Ask, AskedSource } from '../../store/fetched.ts'
import { useStore } from '../../store/store.ts'

/** Each connection that was asked, and what came of it. */
export function AskedSources({ ask }: { readonly ask: Ask }) {
  return (
    <ul aria-label="Asked sources" className="askedSources" aria-live="polite">
      {ask.sources.map((source) => (
        <Source key={source.connection.name} source={source} />
      ))}
    </ul>
  )
}

function Source({ source: { connection, state } }: { readonly source: AskedSource }) {
  const { name } = connection
  const { retrySource, cancelSource } = useStore.getState()
  const isRunning = state.kind === 'asking' || state.kind === 'reading'
  return (
    <li>
      <b title={`${KIND_NAMES[connection.kind]} at ${connection.url}`}>{name}</b> <Outcome {...{ connection, state }} />
      {isRunning && (
        <button type="button" className="quiet" aria-label={`Cancel ${name}`} onClick={() => cancelSource(name)}>
          Cancel
        </button>
      )}
      {(state.kind === 'failed' || state.kind === 'cancelled' || state.kind === 'unread') && (
        <button type="button" className="quiet" aria-label={`Retry ${name}`} onClick={() => void retrySource(name)}>
          Retry
        </button>
      )}
    </li>
  )
}

function Outcome({ connection, state }: AskedSource) {
  switch (state.kind) {
    case 'asking':
      return 'is asked …'
    case 'reading':
      return 'answered; reading …'
    case 'cancelled':
      return 'was not asked to the end.'
    case 'unread':
      return <span className="askedProblem">{state.message}</span>
    case 'found': {
      const found = `found ${state.spans} ${state.spans === 1 ? 'span' : 'spans'}`
      return state.isPartial
        ? `${found}, and calls its answer partial: what is missing need not be broken.`
        : `${found}.`
    }
    case 'failed': {
      const { short, help } = problemWords(state.problem, connection)
      const isAbsent = state.problem.kind === 'absent'
      return (
        <>
          <span className={isAbsent ? undefined : 'askedProblem'}>{isAbsent ? 'does not have it.' : short}</span> {help}
        </>
      )
    }
  }
}
