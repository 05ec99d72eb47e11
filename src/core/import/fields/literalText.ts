import { MAX_JSON_DEPTH, parseJson } from '../json/parseJson.ts'

/** A JavaScript literal as `util.inspect` prints it, or where in its text it broke. */
export type Literal = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string }

/**
 * Reads a JavaScript literal as `util.inspect` of Node prints it, by a parser of its own: nothing is evaluated. Also
 * takes JSON. Comments and `... 3 more items` are passed over, `undefined` and missing values are null, what was
 * abbreviated (`[Object]`, `[Circular *1]`) is its text; long numbers as in parseJson. Keys are own properties of objects
 * without prototype. O(n) time, no recursion.
 */
export function parseLiteral(text: string): Literal {
  const parser = new LiteralParser(text)
  const value = parser.parse()
  return parser.problem === undefined ? { ok: true, value } : { ok: false, problem: parser.problem }
}

type Container = unknown[] | Record<string, unknown>

/** Space, commas, comments, `... 3 more items`. */
const SKIPPED = /\s+|,|\/\/[^\n]*|\.\.\.[^\n,\]}]*/y
/** `<ref *1> `, `Resource `, `Map(2) `, `[Object: null prototype] ` before a bracket. */
const PREFIX = /(?:<ref \*\d+> )?(?:[A-Za-z_$][\w$.]*(?:\(\d+\))? (?=[{[]))?(?:\[[^\][{}'"\n]*\] (?=[{[]))?/y
/** `[Object]`, `[Array]`, `[Circular *1]`, `[Function: f]`, `[Getter/Setter]`: a word right behind the bracket. */
const ABBREVIATION = /\[[A-Za-z][^\][{}'"\n]*\]/y
const KEY_WORD = /\[[^\]\n]*\]|[^\s:,{}[\]'"`=]+/y
const BARE_VALUE = /[^\s,{}[\]][^,{}[\]\n]*/y
const AFTER_STRING = /\s*\+\s*(?=['"`])/y
const CUT_STRING = /\.\.\. \d+ more characters?/y
const SEPARATOR = /\s*(?:=>|:)\s*/y
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i
const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['0', '\0'],
])

class LiteralParser {
  problem: string | undefined
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  parse(): unknown {
    const open: { readonly container: Container; key: string }[] = []
    for (;;) {
      while (this.#take(SKIPPED) !== '');
      const top = open.at(-1)
      const c = this.#text[this.#at]
      if (top !== undefined) {
        if (c === undefined) return this.#fail('the text ends before the value')
        if (c === (Array.isArray(top.container) ? ']' : '}')) {
          this.#at++
          open.pop()
          const outer = open.at(-1)
          if (outer === undefined) return top.container
          put(outer.container, outer.key, top.container)
          continue
        }
        if (c === '}' || c === ']') return this.#fail(`“${c}” closes nothing`)
        if (!Array.isArray(top.container)) {
          const key = this.#key()
          if (key === undefined) continue
          top.key = key
        }
      }
      const value = this.#value(open.length)
      if (this.problem !== undefined) return undefined
      if (isFresh(value)) open.push({ container: value, key: '' })
      else if (top === undefined) return value
      else put(top.container, top.key, value)
    }
  }

  /** A key and what separates it from its value; undefined for a word that is no key, such as `<pending>`. */
  #key(): string | undefined {
    const c = this.#text[this.#at]
    const key = isQuote(c) ? this.#string(c) : this.#take(KEY_WORD)
    if (key === '' && !isQuote(c)) this.#at++
    return this.#take(SEPARATOR) === '' ? undefined : key
  }

  #value(depth: number): unknown {
    this.#take(PREFIX)
    const c = this.#text[this.#at]
    if (isQuote(c)) return this.#concatenated(c)
    if (c === '{' || c === '[') {
      const abbreviation = this.#take(ABBREVIATION)
      if (abbreviation !== '') return abbreviation
      if (depth >= MAX_JSON_DEPTH) return this.#fail('nested too deeply')
      this.#at++
      return c === '[' ? [] : emptyObject()
    }
    const word = this.#take(BARE_VALUE).trimEnd()
    if (word === '' && depth === 0) return this.#fail('there is no value')
    return plainWord(word)
  }

  /** A string, and those that `+` joins to it. */
  #concatenated(quote: string): string {
    let text = this.#string(quote)
    while (this.#take(AFTER_STRING) !== '') text += this.#string(this.#text[this.#at])
    this.#take(CUT_STRING)
    return text
  }

  #string(quote: string): string {
    let text = ''
    let from = ++this.#at
    for (;;) {
      const c = this.#text[this.#at]
      if (c === undefined) {
        this.#fail('the text ends inside a string')
        return ''
      }
      if (c === quote) break
      if (c === '\\') {
        text += this.#text.slice(from, this.#at) + this.#escape()
        from = this.#at
      } else this.#at++
    }
    text += this.#text.slice(from, this.#at++)
    return text
  }

  #escape(): string {
    const c = this.#text[this.#at + 1] ?? ''
    const digits = c === 'x' ? 2 : c === 'u' ? 4 : 0
    const hex = this.#text.slice(this.#at + 2, this.#at + 2 + digits)
    this.#at += 2
    if (digits === 0 || !/^[0-9a-f]+$/i.test(hex) || hex.length < digits) return ESCAPES.get(c) ?? c
    this.#at += digits
    return String.fromCharCode(Number.parseInt(hex, 16))
  }

  /** Passes over what `pattern`, a sticky one, finds here; '' for nothing. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match === null) return ''
    this.#at += match[0].length
    return match[0]
  }

  #fail(why: string): undefined {
    const line = this.#text.slice(0, this.#at).split('\n').length
    this.problem ??= `${why} (line ${line} of the block)`
    return undefined
  }
}

function isQuote(c: string | undefined): c is string {
  return c === "'" || c === '"' || c === '`'
}

function isFresh(value: unknown): value is Container {
  return typeof value === 'object' && value !== null && (Array.isArray(value) || Object.getPrototypeOf(value) === null)
}

function emptyObject(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>
}

function put(container: Container, key: string, value: unknown): void {
  if (Array.isArray(container)) container.push(value)
  else container[key] = value
}

function plainWord(word: string): unknown {
  switch (word) {
    case '':
    case 'undefined':
    case 'null':
      return null
    case 'true':
      return true
    case 'false':
      return false
    case 'NaN':
    case 'Infinity':
    case '-Infinity':
      return Number(word)
  }
  if (/^-?\d+n$/.test(word)) return parseJson(word.slice(0, -1)) ?? word
  return NUMBER.test(word) ? (parseJson(word) ?? word) : word
}
