import { stripLinePrefixes } from '../bytes/linePrefix.ts'
import type { Probe } from '../format.ts'
import { parseJson } from '../json/parseJson.ts'
import { isLogRecord } from './logRecord.ts'

const MAX_VALUES = 20

/**
 * What formats see of a pasted text: the whole JSON values that begin a line, but for records of a log. O(length × lines)
 * at worst, for short texts only.
 */
export function probeOfPaste(pasted: string): Probe {
  const text = stripLinePrefixes(pasted.split('\n')).join('\n')
  const values: unknown[] = []
  let from = 0
  for (const { index } of text.matchAll(/^[[{]/gm)) {
    if (index < from || values.length === MAX_VALUES) continue
    const end = endOfJson(text, index)
    const json = text.slice(index, end)
    const value = end === undefined || isLogRecord(json) ? undefined : parseJson(json)
    if (end !== undefined) from = end
    if (value !== undefined) values.push(value)
  }
  return { values, manyDocuments: values.length > 1, text }
}

/** Where the brackets that open at `from` are all closed; undefined where they are not. */
function endOfJson(text: string, from: number): number | undefined {
  let depth = 0
  let inString = false
  for (let i = from; i < text.length; i++) {
    const c = text[i]
    if (c === '"') inString = !inString
    else if (inString) {
      if (c === '\\') i++
    } else if (c === '{' || c === '[') depth++
    else if ((c === '}' || c === ']') && --depth === 0) return i + 1
  }
  return undefined
}
