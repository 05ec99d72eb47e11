const NOT_HEX = /[^0-9a-f]/i

/** What is wrong with a field of hex digits, in a clause that begins with its name; undefined for nothing. */
export function faultOfHex(name: string, text: string, ...lengths: readonly number[]): string | undefined {
  const needs = lengths.join(' or ')
  if (text === '') return `${name} is missing, needs ${needs} hex digits`
  const stranger = NOT_HEX.exec(text)
  const isLength = lengths.includes(text.length)
  if (stranger !== null) {
    const place = `${name} has “${characterAt(text, stranger.index)}” as character ${stranger.index + 1}, which is no hex digit`
    return isLength ? place : `${place}, and ${text.length} characters, needs ${needs}`
  }
  if (!isLength) return `${name} has ${text.length} hex ${text.length === 1 ? 'digit' : 'digits'}, needs ${needs}`
  return undefined
}

/** What is wrong with an id of hex digits: the fault of its digits, or that all of them are zero. */
export function faultOfId(name: string, text: string, ...lengths: readonly number[]): string | undefined {
  return faultOfHex(name, text, ...lengths) ?? (isZero(text) ? `${name} is all zeros, which means none` : undefined)
}

/** True for hex digits alone, upper or lower case. */
export function isHex(text: string): boolean {
  return text !== '' && !NOT_HEX.test(text)
}

/** True for zeros alone. */
export function isZero(text: string): boolean {
  return /^0*$/.test(text)
}

/** The faults that there are. */
export function faults(...found: readonly (string | undefined)[]): string[] {
  return found.filter((fault) => fault !== undefined)
}

/** A pasted value as a reason quotes it: short, and without what cannot be seen. */
export function quote(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return `“${shown}”`
}

/** A 64-bit number in decimal digits as 16 hex digits; undefined beyond 64 bits. Negative ones are Java's signed longs. */
export function hexFromDecimal(text: string): string | undefined {
  if (!/^-?\d{1,20}$/.test(text)) return undefined
  const value = BigInt(text)
  if (value >= 2n ** 64n || value < -(2n ** 63n)) return undefined
  return BigInt.asUintN(64, value).toString(16).padStart(16, '0')
}

function characterAt(text: string, index: number): string {
  const character = String.fromCodePoint(text.codePointAt(index) ?? 0)
  return /\s/.test(character) ? 'a space' : character
}
