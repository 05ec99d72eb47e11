import { type ByteSource, bytesSource } from '../model/byteSource.ts'
import { stripLinePrefixes } from './bytes/linePrefix.ts'
import { decodeUtf8 } from './bytes/utf8.ts'
import { isJsonObject } from './fields/fields.ts'
import type { Probe } from './format.ts'
import { type JsonCursor, type JsonVisitor, type WalkStep, walkJson } from './json/jsonWalk.ts'

/** How much of an input formats see. */
export const PROBE_BYTES = 256 * 1024
const MAX_VALUES = 20
const TEXT_BYTES = 64 * 1024

/**
 * Reads the beginning of an input, 256 KB if not said otherwise; what is cut off or broken there is left out. Rejects
 * where the source does.
 */
export async function readProbe(source: ByteSource, bytesSeen = PROBE_BYTES): Promise<Probe> {
  const bytes = await source.read(0, Math.min(bytesSeen, source.size))
  const collector = new ValueCollector()
  await walkJson(
    bytesSource(bytes),
    collector,
    () => {},
    () => {},
  )
  const values = collector.values()
  const lines = decodeUtf8(bytes.subarray(0, TEXT_BYTES)).split('\n')
  return { values, manyDocuments: values.length > 1, text: stripLinePrefixes(lines).join('\n') }
}

type Container = { [key: string]: unknown } | unknown[]

/** Builds the values of a walk member by member, so that a broken or cut-off member leaves the others. */
class ValueCollector implements JsonVisitor {
  readonly #documents: Container[] = []
  readonly #open: Container[] = []

  onValue(cursor: JsonCursor): WalkStep {
    if (cursor.type !== 'object' && cursor.type !== 'array') return 'take'
    if (cursor.depth === 0 && this.#documents.length === MAX_VALUES) return 'skip'
    const container: Container = cursor.type === 'array' ? [] : {}
    this.#put(cursor, container)
    this.#open.length = cursor.depth
    this.#open.push(container)
    return 'enter'
  }

  onTaken(cursor: JsonCursor, value: unknown): void {
    if (cursor.depth > 0) this.#put(cursor, value)
  }

  /** The documents; those that say nothing only where there are no others. */
  values(): readonly unknown[] {
    const telling = this.#documents.filter((document) => Object.keys(document).length > 0)
    return telling.length > 0 ? telling : this.#documents
  }

  #put(cursor: JsonCursor, value: unknown): void {
    const around = this.#open[cursor.depth - 1]
    if (cursor.depth === 0) this.#documents.push(value as Container)
    else if (Array.isArray(around)) around.push(value)
    else Object.defineProperty(around, cursor.key(), { value, writable: true, enumerable: true, configurable: true })
  }
}

/** What an input looks like, to follow "The input …", for one that no format knows. */
export function whatIsSeen({ values, text }: Probe): string {
  const value = values.find((candidate) => isJsonObject(candidate) || Array.isArray(candidate))
  if (value === undefined) {
    const firstLine = text.trim().split('\n', 1)[0]
    return firstLine === '' ? 'is blank' : `holds no JSON and begins with “${firstLine.slice(0, 60)}”`
  }
  if (isJsonObject(value)) return `is a JSON object with ${keysOf(value)}`
  const inner = Array.isArray(value) ? value.find(isJsonObject) : undefined
  return inner === undefined ? 'is a JSON array without objects' : `is a JSON array of objects with ${keysOf(inner)}`
}

function keysOf(object: object): string {
  const keys = Object.keys(object)
  if (keys.length === 0) return 'no keys'
  const shown = keys.slice(0, 8).map((key) => `“${key.slice(0, 40)}”`)
  return `the keys ${shown.join(', ')}${keys.length > shown.length ? ', …' : ''}`
}
