import { useEffect, useState } from 'react'
import { uiLink } from '../../sources/uiLink.ts'
import type { FetchedFile, Following } from '../../store/fetched.ts'
import { useStore } from '../../store/store.ts'
import './fetched.css'

interface FetchedBarProps {
  readonly files: readonly FetchedFile[]
  readonly trace: number
}

const WHEN = new Intl.DateTimeFormat('en', { timeStyle: 'medium' })

/** Where a trace came from, how to have more of it, and where else to look at it. */
export function FetchedBar({ files, trace }: FetchedBarProps) {
  const [{ traceId = '' }] = files
  const connections = useStore((s) => s.connections)
  const lateCount = useStore((s) => s.late.get(traceId)?.size ?? 0)
  const following = useStore((s) => (s.following?.traceId === traceId ? s.following : undefined))
  const isAsking = useStore(
    (s) => s.ask?.traceId === traceId && s.ask.sources.some(({ state }) => state.kind === 'asking'),
  )
  const { fetchAgain, setFollowing } = useStore.getState()
  const isFollowed = following !== undefined && isRunning(following)
  const names = files.map(({ source }) => source)
  return (
    <div className="fetchedBar">
      <span>
        from {names.join(', ')}, {WHEN.format(Math.max(...files.map(({ atMs }) => atMs)))}
        {lateCount > 0 && `, ${lateCount} ${lateCount === 1 ? 'span' : 'spans'} arrived late`}
      </span>
      <button type="button" className="quiet" disabled={isAsking || isFollowed} onClick={() => void fetchAgain(trace)}>
        Fetch again
      </button>
      <button
        type="button"
        className="quiet"
        aria-pressed={isFollowed}
        onClick={() => setFollowing(isFollowed ? undefined : trace)}
      >
        Follow
      </button>
      {following !== undefined && <FollowState following={following} />}
      {connections
        .filter(({ name }) => names.includes(name))
        .map((connection) => {
          const link = uiLink(connection, traceId)
          return (
            link !== undefined && (
              <a key={connection.name} href={link.href} target="_blank" rel="noopener noreferrer">
                Open in {link.label}
              </a>
            )
          )
        })}
    </div>
  )
}

function isRunning({ state }: Following): boolean {
  return state === 'waiting' || state === 'asking' || state === 'paused'
}

/** What came of the last questions; all of it when pointed at. */
function FollowState({ following }: { readonly following: Following }) {
  const { state, said, rounds } = following
  const latest = said.at(-1)
  return (
    <>
      <span className="followSaid" aria-live="polite" title={said.join('\n')}>
        {latest ?? (state === 'stopped' ? 'No longer followed.' : 'Nothing new yet.')}
      </span>
      <span className="followNext">
        {state === 'paused' && 'waits while this page is hidden'}
        {state === 'asking' && `asked ${rounds} ${rounds === 1 ? 'time' : 'times'}`}
        {state === 'waiting' && <Countdown toMs={following.nextAtMs} />}
      </span>
    </>
  )
}

const SECOND_MS = 1000

function Countdown({ toMs }: { readonly toMs: number }) {
  const [nowMs, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS)
    return () => clearInterval(timer)
  }, [])
  return `again in ${Math.max(0, Math.ceil((toMs - nowMs) / SECOND_MS))} s`
}
