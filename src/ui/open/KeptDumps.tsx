import { useEffect } from 'react'
import { useStore } from '../../store/store.ts'
import { formatBytes } from '../formatBytes.ts'

const WHEN = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** The dumps that this browser keeps, to open again or remove. */
export function KeptDumps() {
  const dumps = useStore((s) => s.dumps)
  const { refreshDumps, openDump, forgetDump } = useStore.getState()
  useEffect(() => {
    void refreshDumps()
  }, [refreshDumps])
  if (dumps.length === 0) return undefined
  return (
    <section aria-label="Kept dumps" className="keptDumps">
      <h2 className="sectionTitle">Kept in this browser</h2>
      <ul>
        {dumps.map(({ id, label, bytes, spans, traces, keptAtMs }) => (
          <li key={id}>
            <button type="button" className="openKept" onClick={() => openDump(id)}>
              <b>{label}</b>
              <span>
                {formatBytes(bytes)} · {spans.toLocaleString('en')} spans · {traces.toLocaleString('en')}{' '}
                {traces === 1 ? 'trace' : 'traces'} · {WHEN.format(keptAtMs)}
              </span>
            </button>
            <button type="button" aria-label={`Remove ${label}`} title="Remove" onClick={() => forgetDump(id)}>
              ✕
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
