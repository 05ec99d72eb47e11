import { splitCells } from './csvRows.ts'

/** The header of a CSV file of spans. */
export interface CsvHeader {
  readonly delimiter: string
  /** Line of the header, from 1; what stands above it is no row. */
  readonly line: number
  /** Key of each column: that of a flat span's field where it is one, else as written. */
  readonly keys: readonly string[]
  /** Column that stands in for the service where no column names it. */
  readonly servicePod: string | undefined
}

const DELIMITERS = [',', ';', '\t']
/** Lines above the header, such as `sep=;`. */
const LINES_LOOKED_AT = 5

/** Fields by how their columns may be headed, in small letters without marks. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ['traceid', 'traceId'],
  ['spanid', 'spanId'],
  ['parentspanid', 'parentSpanId'],
  ['parentid', 'parentSpanId'],
  ['parentspan', 'parentSpanId'],
  ['parent', 'parentSpanId'],
  ['name', 'name'],
  ['spanname', 'name'],
  ['operationname', 'name'],
  ['operation', 'name'],
  ['service', 'service'],
  ['servicename', 'service'],
  ['resourceservicename', 'service'],
  ['kind', 'kind'],
  ['spankind', 'kind'],
  ['status', 'status'],
  ['statuscode', 'status'],
  ['statusmessage', 'statusMessage'],
  ['tracestate', 'traceState'],
  ['attributes', 'attributes'],
  ['spanattributes', 'attributes'],
  ['tags', 'attributes'],
  ['resourceattributes', 'resource'],
  ['events', 'events'],
  ['links', 'links'],
])

/** The first line that heads columns for a trace id and a span id; undefined where none of the first lines does. */
export function findCsvHeader(text: string): CsvHeader | undefined {
  const lines = text.split('\n', LINES_LOOKED_AT)
  for (const [i, line] of lines.entries()) {
    for (const delimiter of DELIMITERS) {
      const cells = splitCells(line.trimEnd(), delimiter).map((cell) => cell.trim())
      if (cells.length < 3 || cells.some((cell) => /[[\]{}":]/.test(cell))) continue
      const keys = keysOf(cells)
      if (!keys.includes('traceId') || !keys.includes('spanId')) continue
      const servicePod = keys.includes('service')
        ? undefined
        : keys.find((key) => /^(?:k8s[._]?)?pod[._ ]?name$/i.test(key))
      return { delimiter, line: i + 1, keys, servicePod }
    }
  }
  return undefined
}

function keysOf(cells: readonly string[]): string[] {
  const taken = new Set<string>()
  const hasSpanId = cells.some((cell) => plain(cell) === 'spanid')
  return cells.map((cell) => {
    const field = !hasSpanId && plain(cell) === 'id' ? 'spanId' : FIELDS.get(plain(cell))
    if (field === undefined || taken.has(field)) return cell
    taken.add(field)
    return field
  })
}

function plain(cell: string): string {
  return cell.toLowerCase().replace(/[^a-z0-9]/g, '')
}
