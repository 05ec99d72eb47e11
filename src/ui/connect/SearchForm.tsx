import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Connection } from '../../sources/connection.ts'
import { operationsQuery, servicesQuery } from '../../sources/queries.ts'
import type { TraceSearch } from '../../sources/traceSource.ts'
import { readDurationMs } from './readDurationMs.ts'
import { DEFAULT_RANGE, RANGES, readRange } from './timeRange.ts'

interface SearchFormProps {
  readonly connection: Connection
  readonly isSearching: boolean
  readonly onSearch: (search: TraceSearch) => void
}

const MOST = 1500

/** What is searched for. Services and operations are offered as the backend knows them; anything may be typed. */
export function SearchForm({ connection, isSearching, onSearch }: SearchFormProps) {
  const [service, setService] = useState('')
  const [range, setRange] = useState(DEFAULT_RANGE)
  const [fault, setFault] = useState<string>()
  const services = useQuery(servicesQuery(connection))
  const isKnown = services.data?.includes(service) ?? false
  const operations = useQuery({ ...operationsQuery(connection, service), enabled: isKnown })
  const isTempo = connection.kind === 'tempo'
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const times = readRange(range, text('from'), text('to'), Date.now())
    const [least, most] = [text('least'), text('most')].map(readDurationMs)
    const wrong =
      times === undefined
        ? 'Give both ends of the time, the earlier first.'
        : Number.isNaN(least) || Number.isNaN(most)
          ? 'A duration is a number with a unit: 250ms, 1.5s, 80us.'
          : connection.kind === 'jaeger' && text('service') === ''
            ? 'Jaeger searches one service: choose it.'
            : undefined
    setFault(wrong)
    if (wrong !== undefined || times === undefined) return
    onSearch({
      service: text('service'),
      operation: text('operation'),
      tags: text('tags'),
      traceQl: text('traceQl'),
      minDurationMs: least,
      maxDurationMs: most,
      fromMs: times[0],
      toMs: times[1],
      limit: Math.min(MOST, Math.max(1, Math.round(Number(text('limit')) || 20))),
    })
  }
  return (
    <form aria-label="Search" onSubmit={submit} noValidate>
      <div className="formRow">
        <label>
          Service
          <input
            name="service"
            list="search-services"
            autoComplete="off"
            value={service}
            onChange={({ target }) => setService(target.value)}
          />
        </label>
        <label>
          Operation
          <input name="operation" list="search-operations" autoComplete="off" />
        </label>
        <label>
          Tags
          <input name="tags" placeholder="http.route=/orders error=true" spellCheck={false} autoComplete="off" />
        </label>
      </div>
      {isTempo && (
        <label className="wide">
          TraceQL, in place of the fields above
          <input
            name="traceQl"
            className="mono"
            spellCheck={false}
            autoComplete="off"
            placeholder={'{ resource.service.name = "cart" && status = error }'}
          />
        </label>
      )}
      <div className="formRow">
        <label className="narrow time">
          Time
          <select value={range} onChange={({ target }) => setRange(target.value)}>
            {RANGES.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {range === 'custom' && (
          <>
            <label>
              From
              <input name="from" type="datetime-local" step={1} />
            </label>
            <label>
              To
              <input name="to" type="datetime-local" step={1} />
            </label>
          </>
        )}
        <label className="narrow">
          Min duration
          <input name="least" placeholder="100ms" autoComplete="off" />
        </label>
        <label className="narrow">
          Max duration
          <input name="most" placeholder="1.5s" autoComplete="off" />
        </label>
        <label className="narrow">
          Limit
          <input name="limit" type="number" min={1} max={MOST} defaultValue={20} />
        </label>
        <button type="submit" className="primary" disabled={isSearching}>
          Find traces
        </button>
      </div>
      <Names id="search-services" names={services.data} />
      <Names id="search-operations" names={isKnown ? operations.data : undefined} />
      {services.error !== null && (
        <p className="searchState">The list of services did not come; a name can be typed nevertheless.</p>
      )}
      {fault !== undefined && (
        <p role="alert" className="testBad">
          {fault}
        </p>
      )}
    </form>
  )
}

/** So many names are offered: the others can be typed. */
const OFFERED = 1000

function Names({ id, names }: { readonly id: string; readonly names: readonly string[] | undefined }) {
  return (
    <datalist id={id}>
      {names?.slice(0, OFFERED).map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  )
}
