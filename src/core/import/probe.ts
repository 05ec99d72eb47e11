import type { ByteSource } from '../model/byteSource.ts'
import { closeJson } from './closeJson.ts'
import type { Probe } from './format.ts'
import { parseJson } from './parseJson.ts'
import { decodeUtf8 } from './utf8.ts'

/** How much of an input formats see. */
export const PROBE_BYTES = 256 * 1024
const MAX_VALUES = 20
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
  let found = 0
  while (found < MAX_VALUES) {
    const from = nextBracket(text, at)
    if (from === -1) break
    const closed = closeJson(text, from)
    found++
    const value = parseJson(closed.text)
    if (value !== undefined) values.push(value)
    at = closed.end
  }
  return { values, manyDocuments: found > 1, text: text.slice(0, TEXT_LENGTH) }
}

function nextBracket(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 0x7b || c === 0x5b) return i
  }
  return -1
}
