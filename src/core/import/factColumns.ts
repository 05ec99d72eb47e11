import {
  HAS_LINK,
  HAS_SECRET,
  HAS_TRACE_STATE,
  IS_CALL,
  IS_DATABASE,
  IS_MESSAGE,
  IS_RESEND,
  type LineageFacts,
  type LinkTarget,
  WAS_READ,
} from '../model/lineageFacts.ts'
import type { SpanTable } from '../model/spanTable.ts'
import { TextTable } from '../model/textTable.ts'
import { FACT_KEYS, type FactKey, isSecretKey, isSecretValue } from './factKeys.ts'
import { bareHost, pathTemplate, splitUrl } from './fields/pathTemplate.ts'

/** What is remembered of a key, so that each is judged once. */
interface KnownKey {
  readonly fact: FactKey | undefined
  readonly isSecret: boolean
}

/** Longest value that is looked at; a longer one is no name of anything. */
const MAX_VALUE = 2048
/** Distinct paths and URLs whose template is remembered. */
const MAX_REMEMBERED = 4096

/** Collects the facts of spans, one at a time: `begin`, any of the setters, `end`. */
export class FactColumns {
  readonly #texts = new TextTable()
  readonly #peer: Int32Array
  readonly #destination: Int32Array
  readonly #method: Int32Array
  readonly #route: Int32Array
  readonly #pathHash: Uint32Array
  readonly #status: Uint16Array
  readonly #partition: Int32Array
  readonly #attributeCount: Uint8Array
  readonly #marks: Uint8Array
  readonly #instance: Int32Array
  readonly #links = new Map<number, LinkTarget>()
  readonly #secretKeys = new Map<string, number>()
  readonly #keys = new Map<string, KnownKey>()
  readonly #templates = new Map<string, number>()
  #spansRead = 0
  #row = 0
  #count = 0
  #peerRank = 0
  #routeRank = 0
  #instanceRank = 0

  constructor({ length, contexts }: SpanTable) {
    this.#peer = new Int32Array(length).fill(-1)
    this.#destination = new Int32Array(length).fill(-1)
    this.#method = new Int32Array(length).fill(-1)
    this.#route = new Int32Array(length).fill(-1)
    this.#pathHash = new Uint32Array(length)
    this.#status = new Uint16Array(length)
    this.#partition = new Int32Array(length).fill(-1)
    this.#attributeCount = new Uint8Array(length)
    this.#marks = new Uint8Array(length)
    this.#instance = new Int32Array(contexts.length).fill(-1)
  }

  /** What follows belongs to that span. */
  begin(row: number): void {
    this.#row = row
    this.#count = 0
    this.#peerRank = 0
    this.#routeRank = 0
  }

  /** The span has been read. */
  end(): void {
    this.#attributeCount[this.#row] = Math.min(255, this.#count)
    this.#marks[this.#row] |= WAS_READ
    this.#spansRead++
  }

  /** What a key means; undefined where its value need not be looked at. */
  keyOf(key: string): KnownKey {
    const known = this.#keys.get(key)
    if (known !== undefined) return known
    const judged = { fact: FACT_KEYS.get(key), isSecret: isSecretKey(key) }
    if (this.#keys.size < MAX_REMEMBERED) this.#keys.set(key, judged)
    return judged
  }

  /** Counts an attribute whose value need not be looked at. */
  countOnly(): void {
    this.#count++
  }

  attribute(key: string, value: string): void {
    this.#count++
    const { fact, isSecret } = this.keyOf(key)
    if (isSecret || isSecretValue(value)) this.#addSecret(key)
    if (fact !== undefined && value !== '' && value.length <= MAX_VALUE) this.#addFact(fact, value)
  }

  traceState(value: string): void {
    if (value !== '') this.#marks[this.#row] |= HAS_TRACE_STATE
  }

  link(target: LinkTarget): void {
    this.#marks[this.#row] |= HAS_LINK
    if (!this.#links.has(this.#row)) this.#links.set(this.#row, target)
  }

  /** Takes the attributes of a context's resource, of which the best key names the instance. */
  beginContext(): void {
    this.#instanceRank = 0
  }

  resourceAttribute(context: number, key: string, value: string): void {
    const fact = FACT_KEYS.get(key)
    if (fact?.role !== 'instance' || fact.rank <= this.#instanceRank || value === '') return
    this.#instanceRank = fact.rank
    this.#instance[context] = this.#texts.intern(value)
  }

  /** Gives a context the instance of another one with the same resource. */
  copyInstance(context: number, from: number): void {
    this.#instance[context] = this.#instance[from]
  }

  /** All collected, as plain columns. */
  facts(): LineageFacts {
    return {
      length: this.#marks.length,
      spansRead: this.#spansRead,
      texts: this.#texts.texts,
      peer: this.#peer,
      destination: this.#destination,
      method: this.#method,
      route: this.#route,
      pathHash: this.#pathHash,
      status: this.#status,
      partition: this.#partition,
      attributeCount: this.#attributeCount,
      marks: this.#marks,
      instance: this.#instance,
      links: this.#links,
      secretKeys: this.#secretKeys,
    }
  }

  #addFact({ role, rank }: FactKey, value: string): void {
    const row = this.#row
    switch (role) {
      case 'peer':
        this.#setPeer(bareHost(value), rank + 1)
        break
      case 'destination':
        this.#destination[row] = this.#texts.intern(value)
        this.#marks[row] |= IS_MESSAGE
        break
      case 'messaging':
        this.#marks[row] |= IS_MESSAGE
        break
      case 'method':
        this.#method[row] = this.#texts.intern(value)
        this.#marks[row] |= IS_CALL
        break
      case 'rpcService':
        this.#setRoute(this.#texts.intern(value), 4)
        break
      case 'route':
        this.#setRoute(this.#template(value), 3)
        break
      case 'path':
        this.#setPath(value, 2)
        break
      case 'url':
        this.#setUrl(value)
        break
      case 'status':
        this.#status[row] = Number(value)
        break
      case 'partition':
        this.#partition[row] = this.#texts.intern(value)
        break
      case 'database':
        this.#marks[row] |= IS_DATABASE
        break
      case 'resend':
        this.#marks[row] |= IS_RESEND
        break
      case 'instance':
        break
    }
  }

  #setPeer(host: string, rank: number): void {
    if (rank <= this.#peerRank || host === '') return
    this.#peerRank = rank
    this.#peer[this.#row] = this.#texts.intern(host)
  }

  #setRoute(template: number, rank: number): void {
    this.#marks[this.#row] |= IS_CALL
    if (rank <= this.#routeRank) return
    this.#routeRank = rank
    this.#route[this.#row] = template
  }

  #setPath(path: string, rank: number): void {
    const query = path.search(/[?#]/)
    this.#pathHash[this.#row] = hashText(query === -1 ? path : path.slice(0, query))
    this.#setRoute(this.#template(path), rank)
  }

  #setUrl(url: string): void {
    const parts = splitUrl(url)
    if (parts === undefined) return
    this.#setPeer(parts.host, 1)
    this.#setPath(parts.path, 1)
  }

  #template(path: string): number {
    const known = this.#templates.get(path)
    if (known !== undefined) return known
    const template = this.#texts.intern(pathTemplate(path))
    if (this.#templates.size < MAX_REMEMBERED) this.#templates.set(path, template)
    return template
  }

  #addSecret(key: string): void {
    this.#marks[this.#row] |= HAS_SECRET
    const count = this.#secretKeys.get(key)
    if (count !== undefined || this.#secretKeys.size < MAX_REMEMBERED) this.#secretKeys.set(key, (count ?? 0) + 1)
  }
}

/** A 32-bit hash of a text, never 0; equal in every run. */
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0 || 1
}
