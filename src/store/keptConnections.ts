import { type Connection, type Credentials, nameFault, readAddress, readKind } from '../sources/connection.ts'
import { readPageConfig, type ServedFile } from '../sources/pageConfig.ts'

const KEY = 'spanfall.connections'

/** What is there when the page starts. */
export interface LoadedConnections {
  readonly connections: readonly Connection[]
  readonly faults: readonly string[]
  readonly files: readonly ServedFile[]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Those of the page and those of this browser; a name of the page's goes before. */
export async function loadAll(): Promise<LoadedConnections> {
  const { connections: served, files, faults } = await readPageConfig(new URL(document.baseURI))
  const { own, hidden } = readKept()
  const names = new Set(served.map(({ name }) => name))
  const connections = [
    ...served.map((connection) => ({ ...connection, isHidden: hidden.has(connection.name) })),
    ...own.filter(({ name }) => !names.has(name)),
  ]
  return { connections, faults, files }
}

/** Keeps addresses, and of credentials those that the reader wants kept. A browser may forbid it: then they are forgotten. */
export function keepConnections(connections: readonly Connection[]): void {
  const own = connections
    .filter(({ isServed }) => !isServed)
    .map(({ isServed, credentials, ...connection }) => ({
      ...connection,
      ...(connection.remember && credentials !== undefined ? { credentials } : {}),
    }))
  const hidden = connections.filter(({ isServed, isHidden }) => isServed && isHidden).map(({ name }) => name)
  try {
    if (own.length === 0 && hidden.length === 0) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, JSON.stringify({ version: 1, own, hidden }))
  } catch {
    // Private windows and full stores: what is connected stays until the page is left.
    return
  }
}

function readKept(): { readonly own: readonly Connection[]; readonly hidden: ReadonlySet<string> } {
  const kept = readStored()
  const own: Connection[] = []
  for (const item of listOf(kept.own)) {
    const connection = readConnection(item)
    if (connection === undefined) continue
    const names = own.map(({ name }) => name)
    if (nameFault(connection.name, names) === undefined) own.push(connection)
  }
  return { own, hidden: new Set(listOf(kept.hidden).filter((name) => typeof name === 'string')) }
}

function readStored(): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown) => (typeof value === 'string' ? value : '')

function readConnection(item: unknown): Connection | undefined {
  if (!isObject(item)) return undefined
  const kind = readKind(item.kind)
  const url = readAddress(text(item.url))
  if (kind === undefined || url === undefined) return undefined
  return {
    name: text(item.name),
    kind,
    url,
    credentials: readCredentials(item.credentials),
    remember: item.remember === true,
    tenant: text(item.tenant),
    ui: readAddress(text(item.ui)) ?? '',
    datasource: text(item.datasource),
    isServed: false,
    isHidden: item.isHidden === true,
  }
}

function readCredentials(item: unknown): Credentials | undefined {
  if (!isObject(item)) return undefined
  if (item.type === 'bearer') return { type: 'bearer', token: text(item.token) }
  if (item.type === 'basic') return { type: 'basic', user: text(item.user), password: text(item.password) }
  return item.type === 'header' && text(item.name) !== ''
    ? { type: 'header', name: text(item.name), value: text(item.value) }
    : undefined
}
