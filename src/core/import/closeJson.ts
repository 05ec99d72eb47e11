/** The beginning of a JSON value, completed. */
export interface ClosedJson {
  /** JSON, or nearly so, with every open end closed. */
  readonly text: string
  /** Where the value ends in the text it was taken from. */
  readonly end: number
}

/**
 * The JSON value that begins with the bracket at `from`; one that is cut off loses its last, incomplete member, and its
 * open containers are closed. A line break in a string counts as the cut. O(n) time.
 */
export function closeJson(text: string, from: number): ClosedJson {
  const open: string[] = []
  /** Up to where everything is complete but for the closing brackets. */
  let completeTo = from
  let inString = false
  let end = text.length
  for (let i = from; i < text.length; i++) {
    const c = text[i]
    if (inString) {
      if (c === '\\') i++
      else if (c === '"') inString = false
      else if (c === '\n') {
        end = i
        break
      }
    } else if (c === '"') inString = true
    else if (c === '{' || c === '[') {
      open.push(c === '{' ? '}' : ']')
      completeTo = i + 1
    } else if (c === '}' || c === ']') {
      open.pop()
      if (open.length === 0) return { text: text.slice(from, i + 1), end: i + 1 }
      completeTo = i + 1
    } else if (c === ',') completeTo = i
  }
  return { text: text.slice(from, completeTo) + reversed(open), end }
}

/** Closing brackets, innermost first; an absurd number of them is not closed. */
function reversed(open: readonly string[]): string {
  return open.length > 1000 ? '' : open.toReversed().join('')
}
