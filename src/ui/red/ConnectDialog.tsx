import { type FormEvent, useEffect, useRef, useState } from 'react'
import { type PrometheusConnection, testPrometheus } from '../../sources/prometheus.ts'
import type { OwnQueries, RedConnection } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { problemText } from './problemText.ts'
import './redConnect.css'

const NO_QUERIES: OwnQueries = { requests: '', errors: '', durations: '' }

/** The shortest times around the traces that are offered, in s. */
const REACHES: readonly (readonly [reachS: number, label: string])[] = [
  [300, '5 minutes'],
  [900, '15 minutes'],
  [3600, '1 hour'],
  [21600, '6 hours'],
]

const START: RedConnection = {
  prometheus: { url: 'http://localhost:9090', header: undefined },
  reachS: 300,
  scrapeS: 15,
  preset: undefined,
  own: undefined,
  of: undefined,
}

/** Where a Prometheus is, and what it is asked. */
export function ConnectDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const connected = useStore((s) => s.connection)
  const connectRed = useStore((s) => s.connectRed)
  const [draft, setDraft] = useState(connected ?? START)
  const [header, setHeader] = useState(connected?.prometheus.header ?? { name: '', value: '' })
  const [own, setOwn] = useState(connected?.own ?? NO_QUERIES)
  const [said, setSaid] = useState<string>()
  useEffect(() => dialog.current?.showModal(), [])
  const prometheus: PrometheusConnection = {
    url: draft.prometheus.url.trim(),
    header: header.name.trim() === '' ? undefined : { name: header.name.trim(), value: header.value },
  }
  const test = async () => {
    setSaid('Asking …')
    setSaid(
      await testPrometheus(prometheus, new AbortController().signal).then(
        () => 'It answers.',
        (error) => problemText(error, prometheus.url),
      ),
    )
  }
  const connect = (event: FormEvent) => {
    event.preventDefault()
    const isSame = prometheus.url === connected?.prometheus.url
    const of = isSame ? connected?.of : undefined
    void connectRed({ ...draft, prometheus, of, own: own.requests.trim() === '' ? undefined : own })
    dialog.current?.close()
  }
  return (
    <dialog ref={dialog} className="help redConnect" aria-label="Connect Prometheus" onClose={onClose}>
      <form onSubmit={connect}>
        <header>
          <h2>Connect Prometheus</h2>
          <button type="button" aria-label="Close" onClick={() => dialog.current?.close()}>
            ✕
          </button>
        </header>
        <label>
          Address
          <input
            required
            value={draft.prometheus.url}
            onChange={({ target }) => setDraft({ ...draft, prometheus: { ...draft.prometheus, url: target.value } })}
          />
        </label>
        <div className="redPair">
          <label>
            Header
            <input
              placeholder="Authorization"
              value={header.name}
              onChange={({ target }) => setHeader({ ...header, name: target.value })}
            />
          </label>
          <label>
            Its value, kept until the page is left
            <input
              type="password"
              autoComplete="off"
              value={header.value}
              onChange={({ target }) => setHeader({ ...header, value: target.value })}
            />
          </label>
        </div>
        <div className="redPair">
          <label>
            Time around the traces, at least
            <select
              value={draft.reachS}
              onChange={({ target }) => setDraft({ ...draft, reachS: Number(target.value) })}
            >
              {REACHES.map(([reachS, label]) => (
                <option key={reachS} value={reachS}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <label>
            Seconds between scrapes
            <input
              type="number"
              min={1}
              max={3600}
              value={draft.scrapeS}
              onChange={({ target }) => setDraft({ ...draft, scrapeS: Math.max(1, Number(target.value)) })}
            />
          </label>
        </div>
        <details open={own.requests !== ''}>
          <summary>PromQL of your own</summary>
          <OwnFields own={own} onChange={setOwn} />
        </details>
        <p aria-live="polite" className="redSaid">
          {said}
        </p>
        <footer>
          <button type="button" onClick={() => void test()}>
            Test
          </button>
          {connected !== undefined && (
            <button
              type="button"
              onClick={() => {
                void connectRed(undefined)
                dialog.current?.close()
              }}
            >
              Disconnect
            </button>
          )}
          <span className="gap" />
          <button type="submit" className="primary">
            Connect
          </button>
        </footer>
      </form>
    </dialog>
  )
}

const OWN_FIELDS: readonly (readonly [field: keyof OwnQueries, label: string])[] = [
  ['requests', 'Requests per second, by service'],
  ['errors', 'Failed requests per second'],
  ['durations', 'Durations in s: rate of a histogram, by le'],
]

function OwnFields({ own, onChange }: { readonly own: OwnQueries; readonly onChange: (own: OwnQueries) => void }) {
  return OWN_FIELDS.map(([field, label]) => (
    <label key={field}>
      {label}
      <input
        className="mono"
        spellCheck={false}
        value={own[field]}
        onChange={({ target }) => onChange({ ...own, [field]: target.value })}
      />
    </label>
  ))
}
