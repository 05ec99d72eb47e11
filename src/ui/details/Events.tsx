import type { SpanEvent } from '../../core/model/details.ts'
import { startUnixNs } from '../../core/model/exactTimes.ts'
import type { SpanIndex, SpanTable } from '../../core/model/spanTable.ts'
import { formatDuration, formatUnixNs } from '../../core/model/time.ts'
import { MoreButton } from '../MoreButton.tsx'
import { useMore } from '../useMore.ts'
import { AttributeTable } from './AttributeTable.tsx'

/** Events drawn at a time. */
const DRAWN = 50

interface EventsProps {
  readonly spans: SpanTable
  readonly span: SpanIndex
  readonly events: readonly SpanEvent[]
}

/** Events of a span, by time after its start. */
export function Events({ spans, span, events }: EventsProps) {
  const start = startUnixNs(spans, span)
  const [shown, showMore] = useMore(events.length, DRAWN)
  return (
    <>
      <h3>
        Events <i>{events.length}</i>
      </h3>
      {events.slice(0, shown).map((event, n) => (
        <details key={`${n} ${event.name}`} className="event" open={events.length <= 3}>
          <summary>
            <b>{event.name === '' ? 'event' : event.name}</b>
            {event.timeUnixNs !== undefined && (
              <time title={formatUnixNs(event.timeUnixNs)}>
                {start === undefined ? formatUnixNs(event.timeUnixNs) : signed(event.timeUnixNs - start)}
              </time>
            )}
          </summary>
          <AttributeTable attributes={event.attributes} />
        </details>
      ))}
      <MoreButton shown={shown} length={events.length} onMore={showMore} />
    </>
  )
}

function signed(ns: bigint): string {
  return ns < 0n ? `−${formatDuration(Number(-ns))}` : `+${formatDuration(Number(ns))}`
}
