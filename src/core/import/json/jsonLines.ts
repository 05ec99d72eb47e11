const LF = 0x0a
const LINES_LOOKED_AT = 200

/**
 * Whether an input holds one JSON document a line, judged by its beginning: at least two lines, the first that begins
 * with a bracket does not leave it open, and more than half of the lines begin and end with brackets.
 */
export function holdsJsonLines(bytes: Uint8Array): boolean {
  let lines = 0
  let whole = 0
  let from = 0
  while (from < bytes.length && lines < LINES_LOOKED_AT) {
    const lineBreak = bytes.indexOf(LF, from)
    const line = edges(bytes, from, lineBreak === -1 ? bytes.length : lineBreak)
    from = lineBreak === -1 ? bytes.length : lineBreak + 1
    if (line === undefined) continue
    lines++
    if (!line.opens) continue
    if (whole === 0 && line.staysOpen) return false
    if (line.closes) whole++
  }
  return lines > 1 && whole * 2 > lines
}

interface LineEdges {
  readonly opens: boolean
  readonly closes: boolean
  readonly staysOpen: boolean
}

/** How a line begins and ends; a comma at its end does not count. Undefined for a blank one. */
function edges(bytes: Uint8Array, lineFrom: number, lineTo: number): LineEdges | undefined {
  let from = lineFrom
  let to = lineTo
  while (from < to && bytes[from] <= 0x20) from++
  while (to > from && bytes[to - 1] <= 0x20) to--
  if (from === to) return undefined
  const first = bytes[from]
  const hasComma = bytes[to - 1] === 0x2c
  if (hasComma) to--
  const last = to > from ? bytes[to - 1] : 0
  const opens = first === 0x7b || first === 0x5b
  return {
    opens,
    closes: last === (first === 0x7b ? 0x7d : 0x5d) && to - from > 1,
    staysOpen:
      last === 0x7b ||
      last === 0x5b ||
      last === 0x3a ||
      (hasComma && last !== 0x7d && last !== 0x5d) ||
      (hasComma && first === 0x5b && last === 0x7d),
  }
}
