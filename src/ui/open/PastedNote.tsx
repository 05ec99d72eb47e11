import type { Ask } from '../../store/fetched.ts'
import type { PasteNote as Note } from '../../store/paste.ts'
import { useStore } from '../../store/store.ts'
import { AskedSources } from './AskedSources.tsx'
import './open.css'

/** What a pasted text was understood as, what is wrong with it, and what came of it. */
export function PastedNote() {
  const paste = useStore((s) => s.paste)
  const label = useStore((s) => s.opened?.label)
  const ask = useStore((s) => s.ask)
  const hasSources = useStore((s) => s.connections.length > 0)
  if (paste === undefined) return <AskNote ask={ask} />
  const { read, ids, outcome, address } = paste
  const isAbsent = outcome === 'absent' || outcome === 'nothingOpen'
  return (
    <section aria-label="Pasted" className="pasteNote" role={isFailure(paste, ask) ? 'alert' : undefined}>
      <div>
        <p>
          {read.kind === 'malformed' && (
            <>
              <b>{read.form === 'text' ? 'This is no trace.' : `Malformed ${read.form}.`}</b>{' '}
              {read.reasons.map(sentence).join(' ')}{' '}
            </>
          )}
          {read.kind === 'decision' && (
            <>
              <b>{read.form}</b> carries a sampling decision (
              {read.debug ? 'debug' : read.sampled ? 'sampled' : 'not sampled'}) and names no trace.{' '}
            </>
          )}
          {read.kind === 'url' && <b>{read.ui === undefined ? 'An address. ' : `An address of ${read.ui}. `}</b>}
          {ids !== undefined && read.kind !== 'malformed' && read.kind !== 'url' && <b>{ids.form}. </b>}
          {read.kind === 'malformed' && ids !== undefined && 'It may mean the ids below. '}
          {outcomeText(outcome, label)}{' '}
          {isAbsent && !hasSources && ids?.traceId !== undefined && (
            <button type="button" className="linkButton" onClick={openConnections}>
              Connect a backend to ask it.
            </button>
          )}
          {address !== undefined && (
            <button type="button" className="linkButton" onClick={() => void useStore.getState().openAddress(address)}>
              Fetch it as a dump
            </button>
          )}
        </p>
        {outcome === 'asked' && ask !== undefined && <AskedSources ask={ask} />}
        {ids !== undefined && <Ids ids={ids} />}
      </div>
      <button type="button" aria-label="Dismiss" onClick={() => useStore.getState().dismissPaste()}>
        ✕
      </button>
    </section>
  )
}

const openConnections = () => useStore.getState().setConnecting({ search: undefined })

/** A question that no paste asked: a link's, a search's. Told while it goes on and where not all is well. */
function AskNote({ ask }: { readonly ask: Ask | undefined }) {
  const isWell = ask?.sources.every(({ state }) => state.kind === 'found' && !state.isPartial) ?? true
  if (ask === undefined || isWell) return undefined
  return (
    <section aria-label="Asked" className="pasteNote" role={isVain(ask) ? 'alert' : undefined}>
      <AskedSources ask={ask} />
      <button type="button" aria-label="Dismiss" onClick={() => useStore.getState().dismissAsk()}>
        ✕
      </button>
    </section>
  )
}

/** True where all have answered, and none had it. */
function isVain({ sources }: Ask): boolean {
  return sources.every(({ state }) => state.kind === 'failed' || state.kind === 'unread' || state.kind === 'cancelled')
}

function isFailure({ read, outcome }: Note, ask: Ask | undefined): boolean {
  if (outcome === 'asked' && read.kind !== 'malformed') return ask !== undefined && isVain(ask)
  return read.kind === 'malformed' || outcome === 'absent' || outcome === 'nothingOpen' || outcome === 'spanAbsent'
}

function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`
}

function outcomeText(outcome: Note['outcome'], label: string | undefined): string {
  switch (outcome) {
    case 'opened':
      return 'It is open.'
    case 'spanAbsent':
      return 'The trace is open; the span is not in it.'
    case 'absent':
      return `It is not in ${label}. Open the dump that holds it.`
    case 'nothingOpen':
      return 'No dump is open. Open the one that holds it.'
    case 'noIds':
    case 'asked':
      return ''
  }
}

function Ids({ ids }: { readonly ids: NonNullable<Note['ids']> }) {
  const { traceId, spanId, parentSpanId, sampled, debug, version, flags, traceState, warnings } = ids
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['trace id', traceId],
    ['span id', spanId],
    ['parent span id', parentSpanId],
    ['version', version === undefined ? undefined : hex(version)],
    ['flags', flags === undefined ? undefined : hex(flags)],
    ['sampled', sampled === undefined ? undefined : sampled ? 'yes' : 'no'],
    ['debug', debug ? 'yes' : undefined],
    ...traceState.map(({ key, value }) => [`tracestate ${key}`, value] as const),
  ]
  return (
    <>
      <dl>
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {warnings.length > 0 && <p className="pasteWarnings">{warnings.map(sentence).join(' ')}</p>}
    </>
  )
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0')
