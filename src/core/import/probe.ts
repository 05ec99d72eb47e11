import type { ByteSource } from '../model/byteSource.ts'
import { closeJson } from './closeJson.ts'
import { isJsonObject } from './fields.ts'
import type { Probe } from './format.ts'
import { parseJson } from './parseJson.ts'
import { decodeUtf8 } from './utf8.ts'

/** How much of an input formats see. */
export const PROBE_BYTES = 256 * 1024
const MAX_VALUES = 20
const MAX_TRIES = 200
const TEXT_LENGTH = 4096

/** Reads the beginning of an input. Rejects where the source does. */
export async function readProbe(source: ByteSource): Promise<Probe> {
  const bytes = await source.read(0, Math.min(PROBE_BYTES, source.size))
  return probeText(decodeUtf8(bytes).replace(/^\uFEFF/, ''))
}

/** What formats see of a text. Cut-off and broken values are closed where they break. O(n) time. */
export function probeText(text: string): Probe {
  const values: unknown[] = []
  let at = 0
  for (let tries = 0; tries < MAX_TRIES && values.length < MAX_VALUES; tries++) {
    const from = nextBracket(text, at)
    if (from === -1) break
    const closed = closeJson(text, from)
    const value = parseJson(closed.text)
    if (value !== undefined) values.push(value)
    at = closed.end
  }
  return { values, manyDocuments: values.length > 1, text: text.slice(0, TEXT_LENGTH) }
}

function nextBracket(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 0x7b || c === 0x5b) return i
  }
  return -1
}

/** What an input looks like, to follow "The input …", for one that no format knows. */
export function whatIsSeen({ values, text }: Probe): string {
  if (text.startsWith('\u001f\uFFFD')) return 'is compressed with gzip; unpack it first'
  if (text.startsWith('PK\u0003\u0004')) return 'is a ZIP archive; unpack it first'
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
