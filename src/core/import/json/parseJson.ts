/** Containers inside one another that parseJson builds; what lies deeper is kept as its text. */
export const MAX_JSON_DEPTH = 200

/** A JSON number that no double and no integer holds exactly: a decimal or an exponent with too many digits. */
export class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** Receives the first thing wrong with a text; `offset` counts UTF-16 units. */
export type JsonProblem = (code: 'json.syntax' | 'json.depth', offset: number, message: string) => void

const LONG_NUMBER = /(?:^|[:,[\s])-?[0-9.]{16}/
/** BigInt of more digits than this would cost more than linear time. */
const MAX_INTEGER_DIGITS = 400

/**
 * Reads one JSON text (RFC 8259) as JSON.parse does, with three differences: an integer beyond 2^53 comes as bigint, a
 * decimal that a double would change as {@link NumberText}, and what lies deeper than {@link MAX_JSON_DEPTH} as text.
 * `__proto__` is a key like any other: an own property. Undefined where the text is not JSON; never throws.
 */
export function parseJson(text: string, onProblem?: JsonProblem): unknown {
  if (!LONG_NUMBER.test(text) && !mayBeDeep(text)) {
    const value = parsePlain(text)
    if (value !== undefined) return value
  }
  return new JsonParser(text, onProblem).parse()
}

/** JSON.parse for texts known to be shallow and free of long numbers; undefined where it is not JSON. */
export function parsePlain(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether a text holds more containers inside one another than parseJson builds. */
function mayBeDeep(text: string): boolean {
  if (text.length <= MAX_JSON_DEPTH) return false
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 0x22) inString = !inString
    else if (inString) {
      if (c === 0x5c) i++
    } else if (c === 0x7b || c === 0x5b) {
      if (++depth > MAX_JSON_DEPTH) return true
    } else if (c === 0x7d || c === 0x5d) depth--
  }
  return false
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y
const SPACE = /[ \t\r\n]*/y
const ESCAPES = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])
const WORDS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

type Container = { [key: string]: unknown } | unknown[]

/** Parses without recursion; keeps the open containers on a stack of its own. */
class JsonParser {
  readonly #text: string
  readonly #onProblem: JsonProblem | undefined
  #at = 0
  #failed = false

  constructor(text: string, onProblem: JsonProblem | undefined) {
    this.#text = text
    this.#onProblem = onProblem
  }

  parse(): unknown {
    const value = this.#document()
    if (this.#failed) return undefined
    this.#skipSpace()
    if (this.#at < this.#text.length) this.#fail('Unexpected text after the value')
    return this.#failed ? undefined : value
  }

  #document(): unknown {
    const open: Container[] = []
    const keys: string[] = []
    for (;;) {
      let value = this.#valueOrContainer(open.length)
      if (this.#failed) return undefined
      if (isFresh(value)) {
        this.#skipSpace()
        if (this.#text[this.#at] !== (Array.isArray(value) ? ']' : '}')) {
          open.push(value)
          keys.push(Array.isArray(value) ? '' : this.#key())
          if (this.#failed) return undefined
          continue
        }
        this.#at++
      }
      for (;;) {
        const container = open.at(-1)
        if (container === undefined) return value
        put(container, keys.at(-1) ?? '', value)
        this.#skipSpace()
        const c = this.#text[this.#at++]
        if (c === ',') {
          if (!Array.isArray(container)) keys[keys.length - 1] = this.#key()
          break
        }
        if (c !== (Array.isArray(container) ? ']' : '}'))
          return this.#failAt(this.#at - 1, 'Expected a comma or an end')
        value = container
        open.pop()
        keys.pop()
      }
      if (this.#failed) return undefined
    }
  }

  #valueOrContainer(depth: number): unknown {
    this.#skipSpace()
    const c = this.#text[this.#at]
    if (c === '{' || c === '[') {
      if (depth >= MAX_JSON_DEPTH) return this.#tooDeep()
      this.#at++
      return c === '{' ? {} : []
    }
    if (c === '"') return this.#string()
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length
        return value
      }
    }
    NUMBER.lastIndex = this.#at
    const match = NUMBER.exec(this.#text)
    if (match === null) return this.#fail(c === undefined ? 'The text ends before the value' : 'Not a JSON value')
    this.#at = NUMBER.lastIndex
    return exactNumber(match[0], match[1] === undefined && match[2] === undefined)
  }

  #key(): string {
    this.#skipSpace()
    if (this.#text[this.#at] !== '"') {
      this.#fail('Expected a key in quotes')
      return ''
    }
    const key = this.#string()
    if (this.#failed) return ''
    this.#skipSpace()
    if (this.#text[this.#at] === ':') this.#at++
    else this.#fail('Expected a colon after the key')
    return key
  }

  #string(): string {
    this.#at++
    let text = ''
    for (;;) {
      const end = plainTextEnd(this.#text, this.#at)
      text += this.#text.slice(this.#at, end)
      this.#at = end
      const c = this.#text[this.#at]
      if (c === '"') {
        this.#at++
        return text
      }
      if (c !== '\\') {
        this.#fail(c === undefined ? 'The text ends inside a string' : 'A line break or control character in a string')
        return ''
      }
      text += this.#escape()
      if (this.#failed) return ''
    }
  }

  #escape(): string {
    const c = this.#text[this.#at + 1] ?? ''
    const known = ESCAPES.get(c)
    if (known !== undefined) {
      this.#at += 2
      return known
    }
    const digits = this.#text.slice(this.#at + 2, this.#at + 6)
    if (c !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) {
      this.#fail('Unknown escape in a string')
      return ''
    }
    this.#at += 6
    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  /** Passes over a container that lies too deep and returns its text. */
  #tooDeep(): unknown {
    const from = this.#at
    let depth = 0
    while (this.#at < this.#text.length) {
      const c = this.#text[this.#at]
      if (c === '"') {
        this.#string()
        if (this.#failed) return undefined
        continue
      }
      this.#at++
      if (c === '{' || c === '[') depth++
      else if ((c === '}' || c === ']') && --depth === 0) {
        this.#onProblem?.('json.depth', from, `Nested deeper than ${MAX_JSON_DEPTH} levels; kept as text.`)
        return this.#text.slice(from, this.#at)
      }
    }
    return this.#fail('The text ends before the value')
  }

  #skipSpace(): void {
    const c = this.#text.charCodeAt(this.#at)
    if (c > 0x20) return
    SPACE.lastIndex = this.#at
    SPACE.test(this.#text)
    this.#at = SPACE.lastIndex
  }

  #fail(message: string): undefined {
    return this.#failAt(this.#at, message)
  }

  #failAt(offset: number, message: string): undefined {
    if (!this.#failed) this.#onProblem?.('json.syntax', offset, `${message}.`)
    this.#failed = true
    return undefined
  }
}

/** Where the run of characters that stand for themselves in a string ends. */
function plainTextEnd(text: string, from: number): number {
  let end = from
  for (; end < text.length; end++) {
    const c = text.charCodeAt(end)
    if (c === 0x22 || c === 0x5c || c < 0x20) break
  }
  return end
}

function isFresh(value: unknown): value is Container {
  return typeof value === 'object' && value !== null && !(value instanceof NumberText)
}

function put(container: Container, key: string, value: unknown): void {
  if (Array.isArray(container)) container.push(value)
  else if (key === '__proto__') {
    Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true })
  } else container[key] = value
}

/** A number token as number where that loses nothing, else as bigint or {@link NumberText}. */
function exactNumber(token: string, isInteger: boolean): unknown {
  const value = Number(token)
  if (token.length <= 15) return value
  if (isInteger && token.length <= MAX_INTEGER_DIGITS) return Number.isSafeInteger(value) ? value : BigInt(token)
  return String(value) === token || significantDigits(token) <= 15 ? value : new NumberText(token)
}

function significantDigits(token: string): number {
  const digits = token.replace(/[eE].*$/, '').replace(/[-.]/g, '')
  return digits.replace(/^0+/, '').replace(/0+$/, '').length
}
