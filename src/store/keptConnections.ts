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

/** Those of the page, with what the reader said of them, and those of this browser; a name of the page's goes before. */
export async function loadAll(): Promise<LoadedConnections> {
  const { connections: served, files, faults } = await readPageConfig(new URL(document.baseURI))
  const stored = readStored()
  const told = new Map(listOf(stored.served).map((item) => [isObject(item) ? item.name : undefined, item]))
  const names = new Set(served.map(({ name }) => name))
  const connections = [
    ...served.map((connection) => ({ ...connection, ...readTold(told.get(connection.name)) })),
    ...readOwn(stored.own).filter(({ name }) => !names.has(name)),
  ]
  return { connections, faults, files }
}

/** Keeps addresses, and of credentials those that the reader wants kept. A browser may forbid it: then they are forgotten. */
export function keepConnections(connections: readonly Connection[]): void {
  const kept = connections.map(({ credentials, ...connection }) => ({
    ...connection,
    ...(connection.remember && credentials !== undefined ? { credentials } : {}),
  }))
  const own = kept.filter(({ isServed }) => !isServed)
  // Where a served one is, the page says anew each time.
  const served = kept.filter(({ isServed }) => isServed).map(({ url, kind, ...told }) => told)
  try {
    if (kept.length === 0) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, JSON.stringify({ version: 1, own, served }))
  } catch {
    // Private windows and full stores: what is connected stays until the page is left.
    return
  }
}

function readOwn(list: unknown): readonly Connection[] {
  const own: Connection[] = []
  for (const item of listOf(list)) {
    const connection = readConnection(item)
    if (connection === undefined) continue
    const names = own.map(({ name }) => name)
    if (nameFault(connection.name, names) === undefined) own.push(connection)
  }
  return own
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

/** What a reader may say of any connection. */
type Told = Pick<Connection, 'credentials' | 'remember' | 'tenant' | 'ui' | 'datasource' | 'isHidden'>

function readTold(item: unknown): Told {
  const told = isObject(item) ? item : {}
  return {
    credentials: readCredentials(told.credentials),
    remember: told.remember === true,
    tenant: text(told.tenant),
    ui: readAddress(text(told.ui)) ?? '',
    datasource: text(told.datasource),
    isHidden: told.isHidden === true,
  }
}

function readConnection(item: unknown): Connection | undefined {
  if (!isObject(item)) return undefined
  const kind = readKind(item.kind)
  const url = readAddress(text(item.url))
  if (kind === undefined || url === undefined) return undefined
  return { name: text(item.name), kind, url, ...readTold(item), isServed: false }
}

function readCredentials(item: unknown): Credentials | undefined {
  if (!isObject(item)) return undefined
  if (item.type === 'bearer') return { type: 'bearer', token: text(item.token) }
  if (item.type === 'basic') return { type: 'basic', user: text(item.user), password: text(item.password) }
  return item.type === 'header' && text(item.name) !== ''
    ? { type: 'header', name: text(item.name), value: text(item.value) }
    : undefined
}
