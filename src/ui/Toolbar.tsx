import { lazy, type RefObject, Suspense } from 'react'
import type { Connection } from '../sources/connection.ts'
import { holdsTraces } from '../sources/holdsTraces.ts'
import { type Theme, usePreferences } from '../store/preferences.ts'
import { useStore } from '../store/store.ts'
import { ExportButton } from './open/ExportButton.tsx'
import { Omnibox } from './open/Omnibox.tsx'
import { openFileList } from './open/useOpening.ts'

const ConnectionsDialog = lazy(async () => ({
  default: (await import('./connect/ConnectionsDialog.tsx')).ConnectionsDialog,
}))

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' }

interface ToolbarProps {
  readonly onHelp: () => void
  readonly fileInput: RefObject<HTMLInputElement | null>
}

/** The line at the top: home, the field that opens traces, files, help, theme. */
export function Toolbar({ onHelp, fileInput }: ToolbarProps) {
  const theme = usePreferences((s) => s.theme)
  const isOpen = useStore((s) => s.opened !== undefined)
  const setTheme = usePreferences((s) => s.setTheme)
  return (
    <>
      <header className="toolbar">
        <button
          type="button"
          className="brand"
          title="Close and show the samples"
          onClick={() => useStore.getState().close()}
        >
          <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
            <rect x="1" y="2" width="13" height="3" rx="1" fill="var(--accent)" />
            <rect x="4" y="7.5" width="9" height="3" rx="1" fill="var(--s1)" />
            <path d="M8 13l2 .8-1.4.8 1.400.6L8 16h9v-3z" fill="var(--torn)" />
          </svg>
          Spanfall
        </button>
        <Omnibox />
        <span className="gap" />
        {isOpen && <ExportButton />}
        <ConnectButtons />
        <button type="button" aria-label="Keys" title="Keys (?)" onClick={onHelp}>
          ?
        </button>
        <button
          type="button"
          aria-label={`Theme: ${theme}`}
          title={`Theme: ${theme}`}
          onClick={() => setTheme(NEXT_THEME[theme])}
        >
          {theme === 'system' ? '◐' : theme === 'light' ? '○' : '●'}
        </button>
        <button type="button" className="primary" onClick={() => fileInput.current?.click()}>
          Open
        </button>
        <input
          ref={fileInput}
          type="file"
          multiple
          aria-label="Open files"
          className="visuallyHidden"
          tabIndex={-1}
          onChange={(event) => {
            const { files } = event.target
            if (files !== null) openFileList(files)
            event.target.value = ''
          }}
        />
      </header>
      <Connections />
    </>
  )
}

/** Backends: to connect them, and, where one can be searched, to search it. */
function ConnectButtons() {
  const searchable = useStore((s) => s.connections.find(isSearchable)?.name)
  const { setConnecting } = useStore.getState()
  return (
    <>
      {searchable !== undefined && (
        <button type="button" onClick={() => setConnecting({ search: searchable })}>
          Search
        </button>
      )}
      <button type="button" onClick={() => setConnecting({ search: undefined })}>
        Connect
      </button>
    </>
  )
}

/** Beside the line, not in it: a dialog has a head of its own. */
function Connections() {
  const isOpen = useStore((s) => s.connecting !== undefined)
  return <Suspense>{isOpen && <ConnectionsDialog />}</Suspense>
}

const isSearchable = (connection: Connection) => !connection.isHidden && holdsTraces(connection)
