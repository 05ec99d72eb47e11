import type { Connection } from './connection.ts'

/** Where a person looks at a trace. */
export interface UiLink {
  /** Of the viewer. */
  readonly label: string
  readonly href: string
}

/**
 * The page of a backend's own viewer that shows a trace; undefined where its address is not known. Built of the
 * connection's own address, never of what a dump says.
 */
export function uiLink({ kind, url, ui, datasource, isServed }: Connection, traceId: string): UiLink | undefined {
  const id = encodeURIComponent(traceId)
  // What comes through the page's own server has no viewer there.
  const base = ui !== '' ? ui : isServed ? '' : url
  if (!/^https?:\/\//.test(base)) return undefined
  if (kind === 'jaeger') return { label: 'Jaeger', href: `${base}/trace/${id}` }
  if (kind === 'zipkin') return { label: 'Zipkin', href: `${base.replace(/\/zipkin$/, '')}/zipkin/traces/${id}` }
  if (kind === 'tempo' && ui !== '') return { label: 'Grafana', href: grafanaLink(ui, datasource, traceId) }
  return undefined
}

/** Grafana's Explore (grafana docs, explore, "Share Explore URLs"). */
function grafanaLink(ui: string, datasource: string, traceId: string): string {
  const source = { type: 'tempo', uid: datasource }
  const panes = {
    spanfall: {
      datasource,
      queries: [{ refId: 'A', datasource: source, queryType: 'traceql', query: traceId }],
      range: { from: 'now-1h', to: 'now' },
    },
  }
  return `${ui}/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`
}

/** Whether an address that somebody pasted is one of a connection: its API, or the viewer beside it. */
export function isOfConnection({ url, ui }: Connection, pasted: string): boolean {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(pasted) ? pasted : `http://${pasted}`
  if (!URL.canParse(full)) return false
  const { origin } = new URL(full)
  return [url, ui].some((address) => URL.canParse(address) && new URL(address).origin === origin)
}
