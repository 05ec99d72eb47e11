import { useMemo } from 'react'
import { textAt } from '../../core/model/spanTable.ts'
import type { SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { useSelectedService } from './useRedView.ts'

/** What the panel shows. */
export type RedViewName = 'lines' | 'heat' | 'services' | 'table'

const VIEWS: readonly (readonly [name: RedViewName, label: string])[] = [
  ['lines', 'Lines'],
  ['heat', 'Heat map'],
  ['services', 'All services'],
  ['table', 'Table'],
]

/** Services beyond this many are not listed; the selected span's is shown all the same. */
const MOST_SERVICES = 500

/** Operations beyond this many are not listed: those with the fewest requests. */
const MOST_OPERATIONS = 300

interface RedToolbarProps {
  readonly red: SpanRed
  readonly service: string
  readonly view: RedViewName
  readonly onView: (view: RedViewName) => void
}

/** Which service and operation is shown, against which, and how. */
export function RedToolbar({ red, service, view, onView }: RedToolbarProps) {
  const chosen = useStore((s) => s.redService)
  const operation = useStore((s) => s.redOperation)
  const other = useStore((s) => s.redOther)
  const showRed = useStore((s) => s.showRed)
  const compareRed = useStore((s) => s.compareRed)
  const selected = useSelectedService()
  const services = useServices(red)
  const operations = useOperations(red, service)
  return (
    <>
      <select
        aria-label="Service"
        value={chosen ?? ''}
        onChange={({ target }) => showRed(target.value === '' ? undefined : target.value)}
      >
        <option value="">{selected} (selected)</option>
        {services.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label="Operation"
        value={operation ?? ''}
        onChange={({ target }) => showRed(service, target.value === '' ? undefined : target.value)}
      >
        <option value="">all operations</option>
        {operations.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      {services.length > 1 && (
        <select
          aria-label="Compare with"
          value={other ?? ''}
          onChange={({ target }) => compareRed(target.value === '' ? undefined : target.value)}
        >
          <option value="">compare with …</option>
          {services
            .filter((name) => name !== service)
            .map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
        </select>
      )}
      <span className="redViews">
        {VIEWS.map(([name, label]) => (
          <button key={name} type="button" className="quiet" aria-pressed={view === name} onClick={() => onView(name)}>
            {label}
          </button>
        ))}
      </span>
    </>
  )
}

/** Services of spans and of metrics, by name. */
function useServices(red: SpanRed): readonly string[] {
  const metricRed = useStore((s) => s.metricRed)
  return useMemo(() => {
    const names = new Set(red.services.map(({ service }) => service))
    for (const { service } of metricRed?.series ?? []) names.add(service)
    const { compare } = new Intl.Collator('en')
    return [...names].slice(0, MOST_SERVICES).sort(compare)
  }, [red, metricRed])
}

/** Operations of a service, the busiest first. */
function useOperations({ opened, entries }: SpanRed, service: string): readonly string[] {
  const metricRed = useStore((s) => s.metricRed)
  return useMemo(() => {
    const { spans } = opened.dataset
    const names = new Set(
      entries.operations
        .filter((group) => textAt(spans, group.service) === service)
        .sort((a, b) => b.end - b.first - (a.end - a.first))
        .slice(0, MOST_OPERATIONS)
        .map(({ operation = -1 }) => textAt(spans, operation)),
    )
    for (const each of metricRed?.series ?? []) {
      if (each.service === service && each.operation !== undefined) names.add(each.operation)
    }
    return [...names]
  }, [opened, entries, metricRed, service])
}
