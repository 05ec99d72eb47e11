import { useEffect, useState } from 'react'
import type { RunningImport } from '../../store/dataset.ts'
import { useStore } from '../../store/store.ts'
import { formatBytes } from '../formatBytes.ts'
import './open.css'

/** A time left is told from this share on, when it has become steady. */
const TELLING_SHARE = 0.08

/** Imports that are done sooner are not worth a flash of this, in ms. */
const QUIET_MS = 120

/** How far the running import is, and the way to stop it. */
export function ImportProgress() {
  const importing = useStore((s) => s.importing)
  const [quiet, setQuiet] = useState(true)
  const running = importing !== undefined
  useEffect(() => {
    setQuiet(true)
    if (!running) return
    const timer = setTimeout(() => setQuiet(false), QUIET_MS)
    return () => clearTimeout(timer)
  }, [running])
  if (importing === undefined || quiet) return undefined
  return <Progress importing={importing} />
}

function Progress({ importing }: { readonly importing: RunningImport }) {
  const { label, bytesRead, bytesTotal, spans, startedAtMs, isShown } = importing
  const share = bytesTotal === 0 ? 0 : bytesRead / bytesTotal
  const left = share < TELLING_SHARE ? undefined : ((performance.now() - startedAtMs) / share) * (1 - share)
  return (
    <section aria-label="Import under way" className={isShown ? 'importing aside' : 'importing'}>
      <div
        role="progressbar"
        aria-label="Import"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        className="progressTrack"
      >
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <p>
        <b>{label}</b> {formatBytes(bytesRead)} of {formatBytes(bytesTotal)} · {spans.toLocaleString('en')} spans
        {share >= 1 ? ' · building the trees' : left !== undefined && ` · ${Math.ceil(left / 1000)} s left`}
      </p>
      {isShown && (
        <button type="button" onClick={() => useStore.getState().keepRead()}>
          Keep what is read
        </button>
      )}
      <button type="button" onClick={() => useStore.getState().cancelImport()}>
        Cancel
      </button>
    </section>
  )
}
