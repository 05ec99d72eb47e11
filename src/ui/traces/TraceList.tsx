import { type KeyboardEvent, memo, useEffect, useMemo, useState } from 'react'
import type { OpenDataset } from '../../store/dataset.ts'
import { useStore } from '../../store/store.ts'
import { useVirtualRows } from '../useVirtualRows.ts'
import { SORT_KEYS, type SortKey, sortTraces, tracesWithin } from './sortTraces.ts'
import { TraceRow } from './TraceRow.tsx'
import './traces.css'

const ROW_PX = 50

const SORT_NAMES: Readonly<Record<SortKey, string>> = {
  start: 'start',
  duration: 'duration',
  spans: 'spans',
  errors: 'errors',
  orphans: 'orphans',
  name: 'name',
}

/** The traces of the dataset, one row each. */
export const TraceList = memo(function TraceList({ opened }: { readonly opened: OpenDataset }) {
  const trace = useStore((s) => s.trace)
  const breaks = useStore((s) => s.diagnosis?.traces)
  const openTrace = useStore((s) => s.openTrace)
  const setTraceOrder = useStore((s) => s.setTraceOrder)
  const [key, setKey] = useState<SortKey>('start')
  const [descending, setDescending] = useState(false)
  const timeFilter = useStore((s) => s.timeFilter)
  const order = useMemo(
    () => tracesWithin(opened, sortTraces(opened, key, descending), timeFilter),
    [opened, key, descending, timeFilter],
  )
  useEffect(() => setTraceOrder(order), [order, setTraceOrder])
  const all = opened.dataset.spans.traces.length
  const selectedRow = trace === undefined ? -1 : order.indexOf(trace)
  const { scroller, block, first, count, spacerPx, viewportPx, rowsInView } = useVirtualRows({
    use: 'traces',
    length: order.length,
    rowPx: ROW_PX,
    wanted: selectedRow,
    wantedKey: selectedRow,
  })

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: selectedRow + 1,
      ArrowUp: selectedRow - 1,
      Home: 0,
      End: order.length - 1,
      PageDown: selectedRow + rowsInView,
      PageUp: selectedRow - rowsInView,
    }
    const wanted = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined
    if (wanted === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    openTrace(order[Math.min(order.length - 1, Math.max(0, wanted))])
  }
  const chosen = (next: SortKey) => {
    setKey(next)
    setDescending(next !== 'start' && next !== 'name')
  }
  return (
    <section aria-label="Traces" className="traces">
      <header className="tracesHead">
        <h2 className="sectionTitle" title={opened.label}>
          {order.length} {order.length === 1 ? 'trace' : 'traces'}
          {opened.isLoading && ' so far'} · {opened.label}
        </h2>
        {all > 1 && (
          <div className="sorting">
            <select aria-label="Sort traces by" value={key} onChange={(event) => chosen(readKey(event.target.value))}>
              {SORT_KEYS.map((name) => (
                <option key={name} value={name}>
                  {SORT_NAMES[name]}
                </option>
              ))}
            </select>
            <button
              type="button"
              className="quiet"
              aria-label={descending ? 'Sort ascending' : 'Sort descending'}
              onClick={() => setDescending(!descending)}
            >
              {descending ? '↓' : '↑'}
            </button>
          </div>
        )}
      </header>
      {timeFilter !== undefined && (
        <div className="tracesFilter">
          <span>
            {order.length} of {all} in the marked time
          </span>
          <button type="button" className="quiet" onClick={() => useStore.getState().setTimeFilter(undefined)}>
            Show all
          </button>
        </div>
      )}
      <div ref={scroller} className="scroller">
        <div style={{ height: spacerPx }}>
          <div className="stickyView" style={{ height: viewportPx }}>
            <div
              ref={block}
              role="grid"
              aria-label="Traces"
              aria-rowcount={order.length}
              aria-activedescendant={selectedRow >= first && selectedRow < first + count ? `trace-${trace}` : undefined}
              tabIndex={0}
              onKeyDown={onKeyDown}
            >
              {Array.from(order.subarray(first, first + count), (index, n) => (
                <TraceRow
                  key={index}
                  opened={opened}
                  trace={index}
                  row={first + n}
                  selected={index === trace}
                  broken={breaks?.broken[index] ?? 0}
                  mainClass={breaks?.mainClass[index] ?? 0}
                />
              ))}
            </div>
          </div>
        </div>
      </div>
    </section>
  )
})

function readKey(text: string): SortKey {
  return SORT_KEYS.find((key) => key === text) ?? 'start'
}
