import { type Connection, NEW_CONNECTION, nameFault, readKind } from './connection.ts'

/** A file that the page was served with. */
export interface ServedFile {
  readonly name: string
  readonly url: URL
}

/** What stands beside the page in spanfall.json. */
export interface PageConfig {
  readonly connections: readonly Connection[]
  readonly files: readonly ServedFile[]
  /** What in it is not as it has to be, and was passed over: a sentence each. */
  readonly faults: readonly string[]
}

const NOTHING: PageConfig = { connections: [], files: [], faults: [] }

/** More is no configuration. */
const MAX_ENTRIES = 100
const MAX_CHARACTERS = 1024 * 1024

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Reads spanfall.json beside the page. A host without one has nothing configured. Whatever it says, requests go to the
 * page's own origin alone: its paths are relative. Never rejects.
 */
export async function readPageConfig(base: URL): Promise<PageConfig> {
  try {
    const response = await fetch(new URL('spanfall.json', base), { credentials: 'same-origin' })
    if (!response.ok) return NOTHING
    const text = await response.text()
    // Some hosts answer what they do not have with their page.
    if (/^\s*</.test(text)) return NOTHING
    if (text.length > MAX_CHARACTERS) return { ...NOTHING, faults: ['spanfall.json is too long.'] }
    return readConfig(JSON.parse(text), base)
  } catch (error) {
    return error instanceof SyntaxError ? { ...NOTHING, faults: ['spanfall.json is not JSON.'] } : NOTHING
  }
}

/** The configuration in parsed JSON; what is not as it has to be is passed over and told. */
export function readConfig(config: unknown, base: URL): PageConfig {
  if (!isObject(config)) return { ...NOTHING, faults: ['spanfall.json holds no object.'] }
  const faults: string[] = []
  const known = new Set(['sources', 'files'])
  for (const key of Object.keys(config)) if (!known.has(key)) faults.push(`“${key}” is not known.`)
  const connections: Connection[] = []
  for (const [n, source] of entriesOf(config.sources, 'sources', faults)) {
    const connection = readSource(source, connections, base)
    if (typeof connection === 'string') faults.push(`Source ${n + 1}: ${connection}`)
    else connections.push(connection)
  }
  const files: ServedFile[] = []
  for (const [n, file] of entriesOf(config.files, 'files', faults)) {
    const url = isObject(file) ? readPath(file.path, base) : undefined
    if (url === undefined || !isObject(file)) faults.push(`File ${n + 1}: the path is not a relative one.`)
    else files.push({ name: typeof file.name === 'string' && file.name !== '' ? file.name : `file ${n + 1}`, url })
  }
  return { connections, files, faults: faults.map((fault) => `spanfall.json: ${fault}`) }
}

function entriesOf(list: unknown, key: string, faults: string[]): [number, unknown][] {
  if (list !== undefined && !Array.isArray(list)) faults.push(`“${key}” is no list.`)
  const entries = Array.isArray(list) ? list : []
  if (entries.length > MAX_ENTRIES) faults.push(`“${key}” has more than ${MAX_ENTRIES} entries.`)
  return [...entries.slice(0, MAX_ENTRIES).entries()]
}

/** A connection, or what is wrong with it. */
function readSource(source: unknown, others: readonly Connection[], base: URL): Connection | string {
  if (!isObject(source)) return 'it is no object.'
  const kind = readKind(source.kind)
  if (kind === undefined || kind === 'dump') return `the kind ${JSON.stringify(source.kind)} is not known.`
  const name = typeof source.name === 'string' ? source.name : ''
  const fault = nameFault(
    name,
    others.map((other) => other.name),
  )
  if (fault !== undefined) return fault
  const url = readPath(source.path, base)
  if (url === undefined) return 'the path is not a relative one.'
  return { ...NEW_CONNECTION, name, kind, url: url.href.replace(/\/+$/, ''), isServed: true }
}

/** A path below the page; undefined for addresses, for paths from the root, and for those that climb. */
function readPath(path: unknown, base: URL): URL | undefined {
  if (typeof path !== 'string' || path === '' || path.length > 1000) return undefined
  // Browsers drop tabs and line ends, and take a backslash for a slash.
  if (/^[a-z][a-z0-9+.-]*:|^\/|[\\\s?#]/i.test(path) || !URL.canParse(path, base)) return undefined
  const url = new URL(path, base)
  const folder = new URL('.', base)
  return url.origin === base.origin && url.pathname.startsWith(folder.pathname) ? url : undefined
}
