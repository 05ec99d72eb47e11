import { useState } from 'react'
import { formatDuration } from '../../core/model/time.ts'
import type { Connection } from '../../sources/connection.ts'
import type { SearchHit } from '../../sources/traceSource.ts'
import { useStore } from '../../store/store.ts'

interface SearchResultsProps {
  readonly connection: Connection
  readonly hits: readonly SearchHit[]
  readonly limit: number
  readonly onOpened: () => void
}

const WHEN = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' })

/** What a search found: to open one, those that are ticked, or all. */
export function SearchResults({ connection, hits, limit, onOpened }: SearchResultsProps) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const [fault, setFault] = useState<string>()
  const opening = useStore((s) => s.opening)
  const open = async (traceIds: readonly string[]) => {
    const before = useStore.getState().opened
    setFault(undefined)
    const failure = await useStore.getState().openHits(connection, traceIds)
    if (useStore.getState().opened === before) {
      setFault(failure)
      return
    }
    onOpened()
    if (failure !== undefined) useStore.getState().fail(failure)
  }
  const tick = (traceId: string) => {
    const next = new Set(ticked)
    if (!next.delete(traceId)) next.add(traceId)
    setTicked(next)
  }
  if (hits.length === 0) {
    return (
      <p className="searchState" aria-live="polite">
        No trace was found. A longer time or fewer conditions find more.
      </p>
    )
  }
  return (
    <>
      <div className="resultsHead">
        <span aria-live="polite">
          {hits.length} {hits.length === 1 ? 'trace' : 'traces'} found
          {hits.length >= limit && ', as many as the limit allows'}
        </span>
        <span className="gap" />
        {opening === undefined ? (
          <>
            {ticked.size > 0 && (
              <button type="button" onClick={() => void open([...ticked])}>
                Open {ticked.size} selected
              </button>
            )}
            <button type="button" onClick={() => void open(hits.map(({ traceId }) => traceId))}>
              Open all
            </button>
          </>
        ) : (
          <>
            <span aria-live="polite">
              Fetching {opening.done} of {opening.total} …
            </span>
            <button type="button" onClick={() => useStore.getState().cancelOpening()}>
              Cancel
            </button>
          </>
        )}
      </div>
      {fault !== undefined && (
        <p role="alert" className="testBad">
          {fault}
        </p>
      )}
      <div className="resultsScroller">
        <table aria-label="Found traces">
          <thead>
            <tr>
              <th scope="col">
                <span className="visuallyHidden">Selected</span>
              </th>
              <th scope="col">Root</th>
              <th scope="col">Start</th>
              <th scope="col">Duration</th>
              <th scope="col">Spans</th>
              <th scope="col">Errors</th>
              <th scope="col">Trace id</th>
            </tr>
          </thead>
          <tbody>
            {hits.map((hit) => (
              <HitRow
                key={hit.traceId}
                hit={hit}
                ticked={ticked.has(hit.traceId)}
                onTick={() => tick(hit.traceId)}
                onOpen={() => void open([hit.traceId])}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

interface HitRowProps {
  readonly hit: SearchHit
  readonly ticked: boolean
  readonly onTick: () => void
  readonly onOpen: () => void
}

function HitRow({ hit, ticked, onTick, onOpen }: HitRowProps) {
  const { traceId, service, name, startMs, durationMs, spans, errors } = hit
  return (
    <tr>
      <td>
        <input type="checkbox" aria-label={`Select ${traceId}`} checked={ticked} onChange={onTick} />
      </td>
      <td>
        <button type="button" className="linkButton" onClick={onOpen}>
          {service === '' && name === '' ? (
            'root not received'
          ) : (
            <>
              <b>{service}</b> {name}
            </>
          )}
        </button>
      </td>
      <td>{startMs === undefined ? '' : WHEN.format(startMs)}</td>
      <td className="number">{durationMs === undefined ? '' : formatDuration(durationMs * 1e6)}</td>
      <td className="number">{spans}</td>
      <td className={`number${(errors ?? 0) > 0 ? ' testBad' : ''}`}>{errors}</td>
      <td>
        <code title={traceId}>{traceId}</code>
      </td>
    </tr>
  )
}
