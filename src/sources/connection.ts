import type { HttpHeader } from './http.ts'

/** What can be connected. */
export const CONNECTION_KINDS = ['jaeger', 'zipkin', 'tempo', 'prometheus', 'clickhouse', 'dump'] as const

/** One of {@link CONNECTION_KINDS}; `dump` is the address of a file. */
export type ConnectionKind = (typeof CONNECTION_KINDS)[number]

/** Who asks. */
export type Credentials =
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'basic'; readonly user: string; readonly password: string }
  | { readonly type: 'header'; readonly name: string; readonly value: string }

/** A backend that the reader named, or that the page was served with. */
export interface Connection {
  /** As in a link: `source=NAME`. No two have the same. */
  readonly name: string
  readonly kind: ConnectionKind
  /** Absolute, http or https, without a slash at its end. */
  readonly url: string
  readonly credentials: Credentials | undefined
  /** Whether the credentials stay in this browser. */
  readonly remember: boolean
  /** Tempo's `X-Scope-OrgID`; '' for none. */
  readonly tenant: string
  /** Address of the viewer that people look at, for links to it; '' where there is none. */
  readonly ui: string
  /** Grafana's uid of the Tempo data source, where `ui` is a Grafana. */
  readonly datasource: string
  /** Came with the page (spanfall.json): it can be hidden, not removed. */
  readonly isServed: boolean
  /** Hidden ones are not asked. */
  readonly isHidden: boolean
}

/** One that says nothing yet. */
export const NEW_CONNECTION: Connection = {
  name: '',
  kind: 'jaeger',
  url: '',
  credentials: undefined,
  remember: false,
  tenant: '',
  ui: '',
  datasource: '',
  isServed: false,
  isHidden: false,
}

/** What people call a kind. */
export const KIND_NAMES: Readonly<Record<ConnectionKind, string>> = {
  jaeger: 'Jaeger',
  zipkin: 'Zipkin',
  tempo: 'Tempo',
  prometheus: 'Prometheus',
  clickhouse: 'ClickHouse',
  dump: 'URL of a dump',
}

/** A kind by its name; undefined for anything else. */
export function readKind(value: unknown): ConnectionKind | undefined {
  return CONNECTION_KINDS.find((kind) => kind === value)
}

/** What is wrong with a name, in a sentence; undefined where nothing is. */
export function nameFault(name: string, taken: readonly string[]): string | undefined {
  if (name === '') return 'Give it a name: links call it so.'
  if (name.length > 60) return 'The name has more than 60 characters.'
  if (name.startsWith('sample:')) return 'Names that begin with “sample:” are those of the samples.'
  return taken.includes(name) ? `There is a connection named “${name}” already.` : undefined
}

/** An address as a connection holds it, or undefined where it is none of http or https. */
export function readAddress(text: string): string | undefined {
  const trimmed = text.trim()
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`
  if (trimmed === '' || !URL.canParse(full)) return undefined
  const url = new URL(full)
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '') {
    return undefined
  }
  url.hash = ''
  return url.href.replace(/\/+$/, '')
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

function credentialHeader(credentials: Credentials): HttpHeader {
  switch (credentials.type) {
    case 'bearer':
      return { name: 'Authorization', value: `Bearer ${credentials.token}` }
    case 'basic':
      return { name: 'Authorization', value: `Basic ${base64(`${credentials.user}:${credentials.password}`)}` }
    case 'header':
      return { name: credentials.name, value: credentials.value }
  }
}

/** The headers that go to a connection, and to no other. */
export function headersOf({ credentials, tenant }: Connection): HttpHeader[] {
  const headers = credentials === undefined ? [] : [credentialHeader(credentials)]
  return tenant === '' ? headers : [...headers, { name: 'X-Scope-OrgID', value: tenant }]
}

/** False where a name or a value holds what no header may. */
export function canSend(headers: readonly HttpHeader[]): boolean {
  try {
    new Headers(headers.map(({ name, value }): [string, string] => [name, value]))
    return true
  } catch {
    return false
  }
}

/** A path of a connection's API with its parameters; those that are undefined or empty are left out. */
export function endpoint(
  { url }: Connection,
  path: string,
  parameters: readonly (readonly [name: string, value: string | undefined])[] = [],
): URL {
  const address = new URL(url)
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/${path}`
  for (const [name, value] of parameters) {
    if (value !== undefined && value !== '') address.searchParams.append(name, value)
  }
  return address
}
