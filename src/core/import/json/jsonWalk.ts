import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition, Report } from '../../model/diagnostic.ts'
import { readAhead } from '../bytes/readAhead.ts'
import {
  ARRAY,
  ARRAY_END,
  COLON,
  COMMA,
  isBetweenDocuments,
  isSpace,
  LF,
  OBJECT,
  OBJECT_END,
  QUOTE,
} from './jsonBytes.ts'
import { holdsJsonLines } from './jsonLines.ts'
import { JsonPath } from './jsonPath.ts'
import { isScalar, wordEnd } from './jsonScalars.ts'
import { JsonScanner } from './jsonScanner.ts'
import { JsonValues } from './jsonValues.ts'
import type { JsonCursor, JsonVisitor } from './jsonVisitor.ts'
import { MAX_JSON_DEPTH } from './parseJson.ts'

export type { JsonCursor, JsonVisitor, JsonWindow, WalkStep } from './jsonVisitor.ts'

/** Containers that a walk enters inside one another; deeper ones are passed over. */
const MAX_ENTERED = 200
/** A single value of more bytes is not read: it would not fit a text. */
const MAX_VALUE_BYTES = 256 * 1024 * 1024

/**
 * Walks the JSON documents of an input (one, one a line, or one after the other) in slices and asks the visitor about
 * each value. What is broken is reported, costs the value it stands in, and reading goes on after it. Rejects only with
 * what `progress` throws. O(n) time; memory: a slice and the longest value taken.
 */
export async function walkJson(
  source: ByteSource,
  visitor: JsonVisitor,
  report: Report,
  progress: (byte: number) => void,
): Promise<void> {
  const scanner = new JsonScanner()
  const walk = new Walk(scanner, visitor, report)
  // Not from the start: many a walk ends within its first slice.
  const ahead = readAhead(source)
  for (let isFirst = true; !scanner.atEnd; isFirst = false) {
    try {
      await scanner.refill(isFirst ? source : ahead, walk.keepFrom)
    } catch (error) {
      report('input.unreadable', walk.position(), error instanceof Error ? error.message : undefined)
      break
    }
    if (isFirst) scanner.lineMode = holdsJsonLines(scanner.bytes)
    walk.run()
    progress(scanner.offset)
  }
  walk.finish()
}

type Expected = 'document' | 'member' | 'colon' | 'value'
type Purpose = 'none' | 'key' | 'take' | 'skip'

class Walk implements JsonCursor {
  document = -1
  type: JsonCursor['type'] = 'object'
  at: InputPosition = { byte: 0, line: 1 }
  readonly #scanner: JsonScanner
  readonly #visitor: JsonVisitor
  readonly #report: Report
  readonly #path = new JsonPath()
  readonly #values: JsonValues
  #isRecalled = false
  #expected: Expected = 'document'
  #purpose: Purpose = 'none'
  #needsComma = false
  #inNoise = false

  constructor(scanner: JsonScanner, visitor: JsonVisitor, report: Report) {
    this.#scanner = scanner
    this.#visitor = visitor
    this.#report = report
    this.#values = new JsonValues(report)
  }

  get depth(): number {
    return this.#path.depth
  }

  key(up = 0): string | number {
    return this.#path.key(up)
  }

  /** Bytes from here on are still needed. */
  get keepFrom(): number {
    return this.#purpose === 'take' || this.#purpose === 'key' ? this.at.byte : this.#scanner.offset
  }

  position(): InputPosition {
    return { byte: this.#scanner.offset, line: this.#scanner.line }
  }

  /** Walks as far as the bytes at hand go. */
  run(): void {
    for (;;) {
      if ((this.#purpose !== 'none' && !this.#endMatch()) || !this.#skipSpace()) return
      if (!this.#step(this.#scanner.bytes[this.#scanner.p])) return
    }
  }

  /** The input has ended. */
  finish(): void {
    const start = this.#purpose === 'none' ? this.#path.innermost?.start : this.at
    if (start !== undefined) {
      const message = `The input ends inside the value that begins on line ${start.line}, at byte ${start.byte}.`
      this.#report('json.truncated', this.position(), message)
    }
    this.#abandon()
  }

  /** Deals with what begins at the reading position; false where that needs more bytes. */
  #step(byte: number): boolean {
    switch (this.#expected) {
      case 'document':
        return this.#stepDocument(byte)
      case 'member':
        return this.#path.innermost?.isArray ? this.#stepArray(byte) : this.#stepObject(byte)
      case 'colon':
        if (byte === COLON) this.#scanner.p++
        else this.#syntax('Expected a colon after the key.')
        this.#expected = byte === COLON ? 'value' : 'member'
        this.#needsComma = byte !== COLON
        return true
      case 'value':
        if (byte === COMMA || byte === OBJECT_END || byte === ARRAY_END) {
          this.#syntax('Expected a value after the colon.')
          this.#endValue()
          return true
        }
        return this.#beginValue(byte)
    }
  }

  #stepDocument(byte: number): boolean {
    if (byte === OBJECT || byte === ARRAY || (byte === QUOTE && !this.#inNoise)) {
      this.#inNoise = false
      const count = byte === OBJECT && this.#scanner.lineMode ? this.#visitor.readDocuments?.(this.#scanner) : 0
      this.document += count || 1
      if (count) return true
      return this.#beginValue(byte)
    }
    if (!this.#inNoise && isBetweenDocuments(byte)) this.#scanner.p++
    else return this.#skipNoise()
    return true
  }

  /** Passes over text that is no JSON, up to the end of the line or the next bracket. */
  #skipNoise(): boolean {
    const scanner = this.#scanner
    const { bytes } = scanner
    let p = scanner.p
    while (p < bytes.length && bytes[p] !== LF && bytes[p] !== OBJECT && bytes[p] !== ARRAY) p++
    if (!this.#inNoise) {
      if (p === bytes.length && !scanner.atEnd && p - scanner.p < 64) return false
      if (isScalar(bytes, scanner.p, p)) this.document++
      else if (this.document === -1) this.#report('input.noise', this.position())
      else this.#syntax('Text between JSON values was skipped.')
    }
    this.#inNoise = p === bytes.length
    scanner.p = p
    return p < bytes.length
  }

  #stepObject(byte: number): boolean {
    if (byte === QUOTE) {
      if (this.#needsComma) this.#syntax('Expected a comma before the next key.')
      this.#begin('key')
      return true
    }
    return this.#stepBetween(byte)
  }

  #stepArray(byte: number): boolean {
    if (byte === COMMA || byte === ARRAY_END || byte === OBJECT_END || byte === COLON) return this.#stepBetween(byte)
    if (!this.#isAtHand(byte)) return false
    if (this.#needsComma) {
      if (this.#startsDocument(byte)) return true
      this.#syntax('Expected a comma before the next element.')
    }
    this.#path.moveTo(Number(this.key()) + 1)
    return (byte === OBJECT && this.#readElements()) || this.#beginValue(byte)
  }

  /** Lets the visitor read elements by itself; false where it read none. */
  #readElements(): boolean {
    const count = this.#visitor.readElements?.(this, this.#scanner) ?? 0
    if (count === 0) return false
    this.#path.moveTo(Number(this.key()) + count - 1)
    this.#endValue()
    return true
  }

  /** Commas, ends, and what should not stand between members. */
  #stepBetween(byte: number): boolean {
    if (byte === COMMA) {
      if (!this.#needsComma) this.#syntax('A comma without a value before it.')
      this.#needsComma = false
      this.#scanner.p++
      return true
    }
    if (byte === OBJECT_END || byte === ARRAY_END) {
      this.#close(byte === ARRAY_END)
      return true
    }
    if (this.#startsDocument(byte)) return true
    if (byte !== OBJECT && byte !== ARRAY) return this.#skipWord()
    this.#syntax('Expected a key in quotes.')
    this.#begin('skip')
    return true
  }

  /** A closing bracket: ends the innermost container of its kind. */
  #close(isArray: boolean): void {
    const open = this.#path.outside(isArray)
    this.#scanner.p++
    if (open === -1) {
      this.#syntax('A closing bracket without an opening one.')
      return
    }
    if (open < this.depth - 1) this.#syntax(`Expected ${isArray ? '}' : ']'} before this bracket.`)
    while (this.depth > open) this.#leave()
    this.#endValue()
  }

  /** Leaves everything where a new document begins although this one is open. */
  #startsDocument(byte: number): boolean {
    if ((byte !== OBJECT && byte !== ARRAY) || !this.#scanner.startsDocument(this.#scanner.p)) return false
    this.#syntax('A new value begins before the one before it has ended.')
    this.#abandon()
    return true
  }

  #beginValue(byte: number): boolean {
    this.at = this.position()
    const isContainer = byte === OBJECT || byte === ARRAY
    if (!isContainer && byte !== QUOTE) return this.#scalar()
    this.type = byte === OBJECT ? 'object' : byte === ARRAY ? 'array' : 'string'
    const step = this.#visitor.onValue(this)
    this.#isRecalled = step === 'recall'
    if (step === 'take' || step === 'recall') this.#begin('take')
    else if (step === 'skip' || !isContainer) this.#begin('skip')
    else if (this.depth >= MAX_ENTERED) {
      this.#report('json.depth', this.at)
      this.#begin('skip')
    } else this.#enter(byte === ARRAY)
    return true
  }

  #enter(isArray: boolean): void {
    this.#scanner.p++
    this.#path.open(isArray, this.at)
    this.#expected = 'member'
    this.#needsComma = false
  }

  #leave(): void {
    const left = this.#path.close()
    if (left === undefined) return
    this.at = left.start
    this.type = left.isArray ? 'array' : 'object'
    this.#visitor.onLeave?.(this)
  }

  #abandon(): void {
    while (this.depth > 0) this.#leave()
    this.#purpose = 'none'
    this.#endValue()
  }

  #endValue(): void {
    this.#expected = this.depth === 0 ? 'document' : 'member'
    this.#needsComma = true
  }

  #begin(purpose: Purpose): void {
    if (purpose === 'key') this.at = this.position()
    this.#purpose = purpose
    this.#scanner.begin()
  }

  /** Goes on matching; false where that needs more bytes. */
  #endMatch(): boolean {
    const scanner = this.#scanner
    const end = scanner.match()
    if (end === 'more') {
      if (scanner.offset - this.at.byte > MAX_VALUE_BYTES && this.#purpose === 'take') {
        this.#report('span.value', this.at, 'A value of more than 256 MB was left out.')
        this.#purpose = 'skip'
      }
      return false
    }
    if (end === 'cut') {
      this.#reportDamage('The value is not complete where the next one begins.')
      this.#abandon()
      return true
    }
    const purpose = this.#purpose
    this.#purpose = 'none'
    if (purpose === 'key') this.#endKey()
    else {
      if (purpose === 'take') this.#handOver(scanner.offset - this.at.byte, this.#isRecalled)
      else if (scanner.damagedAt !== -1) this.#reportDamage('A quote is missing.')
      this.#endValue()
    }
    return true
  }

  #endKey(): void {
    const { bytes, base, p, damagedAt } = this.#scanner
    const key = this.#values.key(bytes.subarray(this.at.byte - base, p), this.at)
    this.#needsComma = true
    if (damagedAt !== -1 || key === undefined) {
      this.#syntax('A quote is missing.', this.at)
      this.#expected = 'member'
      return
    }
    this.#path.moveTo(key)
    this.#expected = 'colon'
  }

  /** Parses the value taken, which ends at the reading position, and gives it to the visitor. */
  #handOver(byteLength: number, isRecalled = false): void {
    const { bytes, base, p, longNumber, deepest } = this.#scanner
    const { byte, line } = this.at
    const isPlain = !longNumber && deepest <= MAX_JSON_DEPTH
    const value = this.#values.value(bytes.subarray(byte - base, p), this.at, isPlain, isRecalled)
    if (value !== undefined) this.#visitor.onTaken(this, value, { byte, line, byteLength })
  }

  /** A number, a word, or what is neither; false where its end is not at hand. */
  #scalar(): boolean {
    const scanner = this.#scanner
    if (!this.#isAtHand(0)) return false
    const end = wordEnd(scanner.bytes, scanner.p)
    const isValue = isScalar(scanner.bytes, scanner.p, end)
    this.type = 'scalar'
    if (!isValue) this.#syntax('Not a JSON value.')
    const step = isValue ? this.#visitor.onValue(this) : 'skip'
    const length = end - scanner.p
    scanner.p = Math.max(end, scanner.p + 1)
    if (step === 'take' || step === 'recall') {
      scanner.longNumber = true
      this.#handOver(length)
    }
    this.#endValue()
    return true
  }

  /** Whether a value that begins with that byte can be dealt with: of a word, the end must be at hand. */
  #isAtHand(byte: number): boolean {
    const { bytes, p, atEnd } = this.#scanner
    return byte === OBJECT || byte === ARRAY || byte === QUOTE || atEnd || wordEnd(bytes, p) < bytes.length
  }

  #skipWord(): boolean {
    const scanner = this.#scanner
    if (!this.#isAtHand(0)) return false
    const end = wordEnd(scanner.bytes, scanner.p)
    this.#syntax('Expected a key in quotes.')
    scanner.p = Math.max(end, scanner.p + 1)
    this.#needsComma = true
    return true
  }

  /** Moves to the next byte that is no space; false at the end of the bytes at hand. */
  #skipSpace(): boolean {
    const scanner = this.#scanner
    const { bytes } = scanner
    let p = scanner.p
    for (; p < bytes.length && isSpace(bytes[p]); p++) {
      if (bytes[p] !== LF) continue
      this.#inNoise = false
      if (scanner.lineMode && this.depth > 0) {
        scanner.p = p
        this.#syntax('The line ends before its value does.')
        this.#abandon()
      }
      scanner.line++
    }
    scanner.p = p
    return p < bytes.length
  }

  #syntax(message: string, at = this.position()): void {
    this.#report('json.syntax', at, message)
  }

  #reportDamage(message: string): void {
    this.#syntax(message, { byte: this.#scanner.damagedAt, line: this.#scanner.damagedLine })
  }
}
