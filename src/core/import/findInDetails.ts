import type { ByteSource } from '../model/byteSource.ts'
import type { AttributeValue, SpanDetails } from '../model/details.ts'
import type { SpanLocation } from '../model/spanRecord.ts'
import type { SpanIndex } from '../model/spanTable.ts'
import { SliceReader } from './bytes/sliceReader.ts'
import { decodeUtf8 } from './bytes/utf8.ts'
import type { Format } from './format.ts'
import { formatById } from './formats.ts'

/** Which spans of one file are searched, and for what. */
export interface DetailsSearch {
  readonly source: ByteSource
  /** Format id of the file. */
  readonly format: string | undefined
  /** Plain text; case does not count. */
  readonly needle: string
  /** Best in the order in which they lie in the file. */
  readonly spans: ArrayLike<SpanIndex>
  /** Where the span `spans[k]` lies. */
  location(k: number): SpanLocation
}

/** Spans looked at between two answers. */
const BATCH = 500
/** Numbers may be written otherwise than they are shown (1e3, 0.50): what may be a part of one is decoded always. */
const PART_OF_NUMBER = /^[-+.\de]*$|^[-+]?inf|^nan/
const BACKSLASH = 0x5c

/**
 * Finds the spans that hold a text in the value of an attribute of their own, of an event or of their resource, in the
 * name of an event or in their status message. Yields the SpanIndexes found after each batch, also where none were. A
 * span is decoded only where its bytes may hold the text. Rejects with the signal's reason, and where the source does.
 */
export async function* findInDetails(
  search: DetailsSearch,
  signal?: AbortSignal,
): AsyncGenerator<readonly SpanIndex[], void, undefined> {
  const format = formatById(search.format)
  if (format === undefined || search.needle === '') return
  const finder = new DetailsFinder(search, format)
  for (let from = 0; from < search.spans.length; from += BATCH) {
    const found: SpanIndex[] = []
    for (let k = from; k < Math.min(from + BATCH, search.spans.length); k++) {
      signal?.throwIfAborted()
      if (await finder.holds(search.location(k))) found.push(search.spans[k])
    }
    yield found
    await new Promise<void>((resolve) => setTimeout(resolve, 0))
  }
}

class DetailsFinder {
  readonly #source: ByteSource
  readonly #format: Format
  readonly #needle: string
  readonly #isPartOfNumber: boolean
  readonly #reader: SliceReader
  /** Whether the resource at that byte holds the needle. */
  readonly #resources = new Map<number, boolean>()

  constructor({ source, needle }: DetailsSearch, format: Format) {
    this.#reader = new SliceReader(source)
    this.#source = source
    this.#format = format
    this.#needle = needle.toLowerCase()
    this.#isPartOfNumber = PART_OF_NUMBER.test(this.#needle)
  }

  async holds(location: SpanLocation): Promise<boolean> {
    const { resource } = location
    if (resource !== undefined) {
      const known = this.#resources.get(resource.byte)
      if (known === true) return true
      if (known === undefined) {
        const details = await this.#format.readDetails(this.#source, location)
        const inResource = details.resource.some(({ value }) => this.#isIn(value))
        this.#resources.set(resource.byte, inResource)
        return inResource || this.#isInDetails(details)
      }
    }
    if (!(await this.#mayHold(location))) return false
    const own = { ...location, resource: undefined, scope: undefined }
    const details = await this.#format.readDetails(this.#windowed, own)
    return this.#isInDetails(details) || details.resource.some(({ value }) => this.#isIn(value))
  }

  /** The source, answering from the bytes at hand where it can. */
  readonly #windowed: ByteSource = {
    size: Number.MAX_SAFE_INTEGER,
    read: (from, to) => {
      const range = { byte: from, byteLength: to - from }
      return this.#reader.holds(range) ? Promise.resolve(this.#reader.at(range)) : this.#source.read(from, to)
    },
  }

  /**
   * Whether the bytes of a span may hold the needle. Where nothing is escaped, texts stand in them as they are; where
   * something is, only decoding tells.
   */
  async #mayHold({ span, fragments }: SpanLocation): Promise<boolean> {
    if (!this.#reader.holds(span)) await this.#reader.load(span)
    if (fragments.length > 0 || this.#isPartOfNumber) return true
    const bytes = this.#reader.at(span)
    return bytes.includes(BACKSLASH) || decodeUtf8(bytes).toLowerCase().includes(this.#needle)
  }

  #isInDetails({ attributes, events, statusMessage }: SpanDetails): boolean {
    return (
      this.#isInText(statusMessage) ||
      attributes.some(({ value }) => this.#isIn(value)) ||
      events.some((event) => this.#isInText(event.name) || event.attributes.some(({ value }) => this.#isIn(value)))
    )
  }

  /** Values inside arrays and maps count each by itself. Readers bound how deep they lie. */
  #isIn(value: AttributeValue): boolean {
    switch (value.type) {
      case 'empty':
        return false
      case 'array':
        return value.value.some((item) => this.#isIn(item))
      case 'map':
        return value.value.some((entry) => this.#isIn(entry.value))
      default:
        return this.#isInText(String(value.value))
    }
  }

  #isInText(text: string): boolean {
    return text.toLowerCase().includes(this.#needle)
  }
}
