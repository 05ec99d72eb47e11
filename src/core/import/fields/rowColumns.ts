import type { ByteSource } from '../../model/byteSource.ts'
import type { JsonCursor } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { type JsonObject, listFrom, objectFrom, textFrom } from './fields.ts'

/** The names of the columns of rows that are arrays, and where they are told. */
export interface RowColumns {
  readonly byte: number
  readonly names: readonly string[]
}

/** Keys under which columns are told: `meta` [{name}] (ClickHouse), `columns` [name] (SigNoz). */
const COLUMN_KEYS: ReadonlySet<string | number> = new Set(['meta', 'columns'])
/** Keys of the rows. */
const ROW_KEYS: ReadonlySet<string | number> = new Set(['data', 'events'])

const known = new WeakMap<ByteSource, Promise<readonly RowColumns[]>>()

/**
 * All columns that a source tells, in the order told; read when they are first asked for. Of a source of one array a line,
 * those on its first line.
 */
export function columnsOf(source: ByteSource): Promise<readonly RowColumns[]> {
  const before = known.get(source)
  if (before !== undefined) return before
  const columns = findColumns(source)
  known.set(source, columns)
  return columns
}

async function findColumns(source: ByteSource): Promise<readonly RowColumns[]> {
  const columns: RowColumns[] = []
  const visitor = {
    onValue(cursor: JsonCursor) {
      if (cursor.type !== 'array' && cursor.type !== 'object') return 'skip' as const
      if (cursor.type === 'array' && COLUMN_KEYS.has(cursor.key())) return 'take' as const
      return isRow(cursor) ? ('skip' as const) : ('enter' as const)
    },
    onTaken(_cursor: JsonCursor, value: unknown, range: { readonly byte: number }) {
      const names = listFrom(value).map((item) => textFrom(objectFrom(item)?.name ?? item) ?? '')
      columns.push({ byte: range.byte, names })
    },
  }
  await walkJson(
    source,
    visitor,
    () => {},
    () => {},
  )
  return columns
}

/** True for an array or object among the rows of a table. */
export function isRow(cursor: JsonCursor): boolean {
  return typeof cursor.key() === 'number' && ROW_KEYS.has(cursor.key(1))
}

/** A row as an object: an array by the columns told last before it, an object as it is; undefined for neither. */
export function rowObject(row: unknown, byte: number, columns: readonly RowColumns[]): JsonObject | undefined {
  if (!Array.isArray(row)) return objectFrom(row)
  const told = columns.findLast((candidate) => candidate.byte < byte) ?? columns[0]
  return told && Object.fromEntries(told.names.map((name, i) => [name, row[i]]))
}
