const COMPOSE = String.raw`\S{1,100} +\|(?: |$)`
const ISO_TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[-+]\d\d:?\d\d)(?: |$)`
const JOURNAL_TIME = String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d `
const UNIT = String.raw`\S{1,100} \S{1,100}\[\d{1,9}\]:(?: |$)`
const PREFIX = new RegExp(`^(?:${COMPOSE})?(?:(?:${ISO_TIME})(?:${UNIT})?|${JOURNAL_TIME}${UNIT})?`)

/**
 * Characters before what a program itself wrote: `app-1  | ` of docker compose, the time of `kubectl logs --timestamps`,
 * time, host and unit of journald. 0 for a line without.
 */
function prefixLength(line: string): number {
  return PREFIX.exec(line)?.[0].length ?? 0
}

/** Takes the prefixes off the lines of a log, if its first line that is not blank has one. */
export class LinePrefixes {
  #isPrefixed: boolean | undefined

  /** The line without its prefix. */
  strip(line: string): string {
    if (this.#isPrefixed === false) return line
    const length = prefixLength(line)
    if (this.#isPrefixed === undefined && line.trim() !== '') this.#isPrefixed = length > 0
    return line.slice(length)
  }
}

/** The lines of a text without the prefixes of a log. */
export function stripLinePrefixes(lines: readonly string[]): string[] {
  const prefixes = new LinePrefixes()
  return lines.map((line) => prefixes.strip(line))
}
