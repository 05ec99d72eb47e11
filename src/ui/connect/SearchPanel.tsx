import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Connection, KIND_NAMES } from '../../sources/connection.ts'
import { problemWords } from '../../sources/problemWords.ts'
import { SourceError, type TraceSearch } from '../../sources/traceSource.ts'
import { searchHits } from '../../store/fetchSearch.ts'
import { useStore } from '../../store/store.ts'
import { SearchForm } from './SearchForm.tsx'
import { SearchResults } from './SearchResults.tsx'

interface SearchPanelProps {
  readonly connection: Connection
  /** All that can be searched. */
  readonly all: readonly Connection[]
  readonly onOpened: () => void
}

/** Looks for traces in one backend. */
export function SearchPanel({ connection, all, onOpened }: SearchPanelProps) {
  const [asked, setAsked] = useState<{ readonly search: TraceSearch; readonly number: number }>()
  const hits = useQuery({
    queryKey: ['hits', connection, asked],
    enabled: asked !== undefined,
    retry: false,
    structuralSharing: false,
    networkMode: 'always',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: ({ signal }) => (asked === undefined ? [] : searchHits(connection, asked.search, signal)),
  })
  const setConnecting = useStore((s) => s.setConnecting)
  return (
    <section aria-label="Search a source" className="searchPanel">
      <header>
        <h2>Search</h2>
        <select
          aria-label="Source"
          value={connection.name}
          onChange={({ target }) => setConnecting({ search: target.value })}
        >
          {all.map(({ name, kind }) => (
            <option key={name} value={name}>
              {name.toLowerCase() === kind ? KIND_NAMES[kind] : `${name} (${KIND_NAMES[kind]})`}
            </option>
          ))}
        </select>
      </header>
      <SearchForm
        connection={connection}
        isSearching={hits.isFetching}
        onSearch={(search) => setAsked({ search, number: (asked?.number ?? 0) + 1 })}
      />
      {hits.error !== null && (
        <SearchProblem error={hits.error} connection={connection} onRetry={() => void hits.refetch()} />
      )}
      {hits.isFetching && (
        <p className="searchState" aria-live="polite">
          Asking {connection.name} …
        </p>
      )}
      {hits.data !== undefined && !hits.isFetching && (
        <SearchResults
          key={asked?.number}
          connection={connection}
          hits={hits.data}
          limit={asked?.search.limit ?? 0}
          onOpened={onOpened}
        />
      )}
    </section>
  )
}

interface SearchProblemProps {
  readonly error: Error
  readonly connection: Connection
  readonly onRetry: () => void
}

function SearchProblem({ error, connection, onRetry }: SearchProblemProps) {
  const { short, help } =
    error instanceof SourceError ? problemWords(error.problem, connection) : { short: error.message, help: '' }
  return (
    <div role="alert" className="searchProblem">
      <p>
        <b>{short}</b> {help}
      </p>
      <button type="button" onClick={onRetry}>
        Ask again
      </button>
    </div>
  )
}
