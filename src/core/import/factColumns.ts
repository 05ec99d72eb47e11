import {
  HAS_LINK,
  HAS_SECRET,
  HAS_TRACE_STATE,
  IS_CALL,
  IS_DATABASE,
  IS_MESSAGE,
  IS_PROXY,
  IS_RESEND,
  type LineageFacts,
  type LinkTarget,
  WAS_READ,
} from '../model/lineageFacts.ts'
import type { SpanTable } from '../model/spanTable.ts'
import { TextTable } from '../model/textTable.ts'
import { FACT_KEYS, type FactKey, isProxyResource, isProxyScope, isSecretKey, isSecretValue } from './factKeys.ts'
import { hashText, PathBytes } from './fields/pathBytes.ts'
import { bareHost, pathTemplate, splitUrl } from './fields/pathTemplate.ts'

/** What is remembered of a key, so that each is judged once. */
export interface KnownKey {
  readonly name: string
  readonly fact: FactKey | undefined
  readonly isSecret: boolean
}

/** Longest value that is looked at; a longer one is no name of anything. */
const MAX_VALUE = 2048
/** Distinct keys, hosts and paths that are remembered. */
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
  readonly #marks: Uint16Array
  readonly #instance: Int32Array
  readonly #isProxyContext: Uint8Array
  readonly #links = new Map<number, LinkTarget>()
  readonly #secretKeys = new Map<string, number>()
  readonly #keys = new Map<string, KnownKey>()
  readonly #templates = new Map<string, number>()
  readonly #hosts = new Map<string, number>()
  readonly #paths = new PathBytes()
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
    this.#marks = new Uint16Array(length)
    this.#instance = new Int32Array(contexts.length).fill(-1)
    this.#isProxyContext = new Uint8Array(contexts.length)
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
    const judged = { name: key, fact: FACT_KEYS.get(key), isSecret: isSecretKey(key) }
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
    if (isSecret || isSecretValue(value)) this.secret(key)
    if (fact !== undefined) this.fact(fact, value)
  }

  /** Takes a value that looks like a credential; it is not counted as an attribute. */
  secret(key: string): void {
    this.#marks[this.#row] |= HAS_SECRET
    const count = this.#secretKeys.get(key)
    if (count !== undefined || this.#secretKeys.size < MAX_REMEMBERED) this.#secretKeys.set(key, (count ?? 0) + 1)
  }

  /** Takes the value of a fact; it is not counted as an attribute. */
  fact(fact: FactKey, value: string): void {
    if (value !== '' && value.length <= MAX_VALUE) this.#addFact(fact, value)
  }

  /** Takes a path from its bytes; false where it has to come as a text. */
  pathFrom(bytes: Uint8Array, from: number, to: number): boolean {
    return this.#setPathFrom(bytes, from, to, 2)
  }

  /** Takes a URL of HTTP from its bytes, without port or user; false where it has to come as a text. */
  urlFrom(bytes: Uint8Array, from: number, to: number): boolean {
    let p = from + 4
    if (bytes[p] === LETTER_S) p++
    if (bytes[p] !== COLON || bytes[p + 1] !== SLASH || bytes[p + 2] !== SLASH) return false
    const host = p + 3
    for (p = host; p < to && bytes[p] !== SLASH; p++) if (!isHostByte(bytes[p])) return false
    if (p === host || p === to) return false
    if (!this.#setPathFrom(bytes, p, to, 1)) return false
    if (this.#peerRank < 1) this.#setPeer(String.fromCharCode(...bytes.subarray(host, p)), 1)
    return true
  }

  /** Marks a span that is not read as a call of a database. */
  takeForDatabase(row: number): void {
    this.#marks[row] |= IS_DATABASE
  }

  /** Whether a span that was read calls a database. */
  isDatabase(row: number): boolean {
    return (this.#marks[row] & IS_DATABASE) !== 0
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
    if (isProxyResource(key, value)) this.#isProxyContext[context] = 1
    const fact = FACT_KEYS.get(key)
    if (fact?.role !== 'instance' || fact.rank <= this.#instanceRank || value === '') return
    this.#instanceRank = fact.rank
    this.#instance[context] = this.#texts.intern(value)
  }

  /** Gives a context what another one with the same resource has. */
  copyResource(context: number, from: number): void {
    this.#instance[context] = this.#instance[from]
    this.#isProxyContext[context] = this.#isProxyContext[from]
  }

  /** Takes the name of a context's scope. */
  scopeName(context: number, name: string): void {
    if (isProxyScope(name)) this.#isProxyContext[context] = 1
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
      isProxyContext: this.#isProxyContext,
      links: this.#links,
      secretKeys: this.#secretKeys,
    }
  }

  #addFact({ role, rank }: FactKey, value: string): void {
    const row = this.#row
    switch (role) {
      case 'peer':
        this.#setPeer(value, rank + 1)
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
      case 'proxy':
        this.#marks[row] |= IS_PROXY
        break
      case 'component':
        if (value.toLowerCase() === 'proxy') this.#marks[row] |= IS_PROXY
        break
      case 'resend':
        this.#marks[row] |= IS_RESEND
        break
      case 'instance':
        break
    }
  }

  #setPeer(written: string, rank: number): void {
    if (rank <= this.#peerRank) return
    const host = this.#hosts.get(written) ?? this.#addHost(written)
    if (host === -1) return
    this.#peerRank = rank
    this.#peer[this.#row] = host
  }

  #addHost(written: string): number {
    const bare = bareHost(written)
    const host = bare === '' ? -1 : this.#texts.intern(bare)
    if (this.#hosts.size < MAX_REMEMBERED) this.#hosts.set(written, host)
    return host
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

  #setPathFrom(bytes: Uint8Array, from: number, to: number, rank: number): boolean {
    const template = this.#paths.template(bytes, from, to)
    if (template === undefined) return false
    this.#pathHash[this.#row] = this.#paths.hash
    this.#setRoute(this.#texts.intern(template), rank)
    return true
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
}

const COLON = 0x3a
const SLASH = 0x2f
const LETTER_S = 0x73

/** A sign of a host name that stands as it is: lower case letter, digit, dot, dash. */
function isHostByte(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2e || byte === 0x2d
}
