import { type ByteSource, textSource } from '../../model/byteSource.ts'
import { textFromBase64 } from '../bytes/base64.ts'
import { decodeUtf8 } from '../bytes/utf8.ts'
import { rankFormats } from '../formats.ts'
import { readProbe } from '../probe.ts'
import { walkJson } from './jsonWalk.ts'
import { parseJson } from './parseJson.ts'

/** Texts of one input that are looked at. */
const MAX_TEXTS = 10_000
/** A text of fewer characters holds no span. */
const SHORTEST = 20
/** A JSON string of more bytes would not fit a text. */
const MAX_STRING_BYTES = 256 * 1024 * 1024
/** How base64 of a JSON object or array begins. */
const BASE64_JSON = /^(?:eyJ|ewo|ew0K|eyAi|W3si|W3sK|Wwog|Ww0K|W1si|W3sg)[A-Za-z0-9+/_=\s-]+$/

/**
 * The JSON that stands in strings of a JSON input (answers in a HAR file, bodies of Postman, lines of a container's
 * log), as one text for each format in it, one document after the other; base64 is undone. Texts that no format knows
 * are left out. Rejects only with what `onProgress` throws.
 */
export async function jsonInStrings(source: ByteSource, onProgress: (byte: number) => void): Promise<string[]> {
  const texts: string[] = []
  await walkJson(
    source,
    {
      onValue: ({ type }) => {
        if (type === 'object' || type === 'array') return 'enter'
        return type === 'string' && texts.length < MAX_TEXTS ? 'take' : 'skip'
      },
      onTaken: (_cursor, value) => {
        const text = typeof value === 'string' ? jsonText(value) : undefined
        if (text !== undefined) texts.push(text)
      },
    },
    () => {},
    onProgress,
  )
  const byFormat = new Map<string, string[]>()
  for (const text of texts) {
    const [best] = rankFormats(await readProbe(textSource(text)))
    if (best === undefined) continue
    const known = byFormat.get(best.format.id)
    if (known === undefined) byFormat.set(best.format.id, [text])
    else known.push(text)
  }
  return [...byFormat.values()].map((group) => group.join('\n'))
}

function jsonText(value: string): string | undefined {
  if (value.length < SHORTEST) return undefined
  if (/^\s{0,100}[[{]/.test(value)) return value
  const text = BASE64_JSON.test(value) ? textFromBase64(value.replace(/\s+/g, '')) : undefined
  return text !== undefined && parseJson(text) !== undefined ? text : undefined
}

/**
 * The JSON in an input that is a JSON string, or one such string a line; undefined for other inputs. Rejects where the
 * source does.
 */
export async function jsonOfString(source: ByteSource): Promise<string | undefined> {
  if (source.size > MAX_STRING_BYTES) return undefined
  const head = decodeUtf8(await source.read(0, 100))
  if (!/^\uFEFF?\s*"(?:\s|\\+[nrt"])*[[{]/.test(head)) return undefined
  const text = decodeUtf8(await source.read(0, source.size)).replace(/^\uFEFF/, '')
  const whole = parseJson(text)
  if (typeof whole === 'string') return whole
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const contents = lines.map((line) => parseJson(line)).filter((content) => typeof content === 'string')
  return contents.length > lines.length / 2 ? contents.join('\n') : undefined
}
