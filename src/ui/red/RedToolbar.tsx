import { useMemo } from 'react'
import { textAt } from '../../core/model/spanTable.ts'
import type { RedSeries } from '../../core/red/redSeries.ts'
import { usePreferences } from '../../store/preferences.ts'
import type { RedSource, SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { AgainstChoice } from './AgainstChoice.tsx'
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

/** Which service and operation is shown, from which source, against which, and how. */
export function RedToolbar({ red, service, view, onView }: RedToolbarProps) {
  const chosen = useStore((s) => s.redService)
  const operation = useStore((s) => s.redOperation)
  const against = useStore((s) => s.redAgainst)
  const showRed = useStore((s) => s.showRed)
  const beside = usePreferences((s) => s.redBeside)
  const setBeside = usePreferences((s) => s.setRedBeside)
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
      <AgainstChoice services={services.filter((name) => name !== service)} />
      <SourceChoice />
      <span className="redViews">
        {VIEWS.map(([name, label]) => (
          <button key={name} type="button" className="quiet" aria-pressed={view === name} onClick={() => onView(name)}>
            {label}
          </button>
        ))}
        {against !== undefined && (view === 'lines' || view === 'heat') && (
          <button type="button" className="quiet redBeside" aria-pressed={beside} onClick={() => setBeside(!beside)}>
            Side by side
          </button>
        )}
      </span>
    </>
  )
}

/** Whose figures are drawn, where there is a choice. */
function SourceChoice() {
  const hasDump = useStore((s) => s.dumpRed !== undefined)
  const hasPrometheus = useStore((s) => s.promRed !== undefined)
  const chosen = useStore((s) => s.redSource)
  const drawRed = useStore((s) => s.drawRed)
  if (!hasDump && !hasPrometheus) return undefined
  const best = hasPrometheus ? 'prometheus' : 'dump'
  const isThere = chosen === 'spans' || (chosen === 'dump' && hasDump) || (chosen === 'prometheus' && hasPrometheus)
  return (
    <select
      aria-label="Source"
      value={isThere ? chosen : best}
      onChange={({ target }) => drawRed(SOURCES.find(([id]) => id === target.value)?.[0] ?? best)}
    >
      {SOURCES.filter(([id]) => id === 'spans' || (id === 'dump' ? hasDump : hasPrometheus)).map(([id, label]) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </select>
  )
}

const SOURCES: readonly (readonly [id: RedSource, label: string])[] = [
  ['prometheus', 'from Prometheus'],
  ['dump', 'from metrics of the dump'],
  ['spans', 'from spans'],
]

/** Services of spans and of metrics, by name. */
function useServices(red: SpanRed): readonly string[] {
  const counted = useCounted()
  return useMemo(() => {
    const names = new Set(red.services.map(({ service }) => service))
    for (const { service } of counted) names.add(service)
    const { compare } = new Intl.Collator('en')
    return [...names].slice(0, MOST_SERVICES).sort(compare)
  }, [red, counted])
}

/** Operations of a service, the busiest first. */
function useOperations({ opened, entries }: SpanRed, service: string): readonly string[] {
  const counted = useCounted()
  return useMemo(() => {
    const { spans } = opened.dataset
    const names = new Set(
      entries.operations
        .filter((group) => textAt(spans, group.service) === service)
        .sort((a, b) => b.end - b.first - (a.end - a.first))
        .slice(0, MOST_OPERATIONS)
        .map(({ operation = -1 }) => textAt(spans, operation)),
    )
    for (const each of counted) {
      if (each.service === service && each.operation !== undefined) names.add(each.operation)
    }
    return [...names]
  }, [opened, entries, counted, service])
}

/** All that metrics counted, of the dump and of a Prometheus. */
function useCounted(): readonly RedSeries[] {
  const dumpRed = useStore((s) => s.dumpRed)
  const promRed = useStore((s) => s.promRed)
  return useMemo(() => [...(promRed?.series ?? []), ...(dumpRed?.series ?? [])], [dumpRed, promRed])
}
