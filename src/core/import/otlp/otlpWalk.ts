import type { InputPosition } from '../../model/diagnostic.ts'
import type { SpanRecord, SpanSink } from '../../model/spanRecord.ts'
import type { ContextIndex, SourceRange } from '../../model/spanTable.ts'
import { FastSpans, type ScopeContexts } from '../fast/fastSpans.ts'
import { READ } from '../fast/spanTokenizer.ts'
import { field, isJsonObject } from '../fields/fields.ts'
import type { JsonCursor, JsonVisitor, JsonWindow, WalkStep } from '../json/jsonWalk.ts'
import { OtlpServices } from './otlpServices.ts'
import { type OtlpSpanReader, otlpSpan } from './otlpSpan.ts'
import { OTLP_SYNTAX } from './otlpSyntax.ts'
import { otlpText } from './otlpValues.ts'

/** What a key means wherever it stands outside spans. Camel and snake case, and the names before OTLP 0.9. */
const ROLES: ReadonlyMap<string | number, Role> = new Map<string, Role>([
  ['resource', 'resource'],
  ['scopeSpans', 'scopes'],
  ['scope_spans', 'scopes'],
  ['instrumentationLibrarySpans', 'oldScopes'],
  ['instrumentation_library_spans', 'oldScopes'],
  ['scope', 'scope'],
  ['instrumentationLibrary', 'scope'],
  ['instrumentation_library', 'scope'],
  ['spans', 'spans'],
  ['resourceMetrics', 'metrics'],
  ['resource_metrics', 'metrics'],
  ['resourceLogs', 'otherSignal'],
  ['resource_logs', 'otherSignal'],
  ['resourceProfiles', 'otherSignal'],
  ['resource_profiles', 'otherSignal'],
  ['attributes', 'part'],
  ['schemaUrl', 'part'],
  ['schema_url', 'part'],
])

const REQUESTS: ReadonlySet<string | number> = new Set(['resourceSpans', 'resource_spans'])

type Role = 'resource' | 'scopes' | 'oldScopes' | 'scope' | 'spans' | 'metrics' | 'otherSignal' | 'part'

/** A ResourceSpans being read. Its members may come in any order. */
interface OpenResource {
  /** Depth of its members. */
  readonly depth: number
  /** Of the first member read. */
  readonly at: InputPosition
  readonly contexts: ContextIndex[]
  range: SourceRange | undefined
  service: string | undefined
  hasScopes: boolean
  /** Spans under the old key; they count only where the new key brings none. */
  readonly oldSpans: SpanRecord[]
}

/** A ScopeSpans being read. */
interface OpenScope {
  readonly depth: number
  readonly isOld: boolean
  context: ContextIndex | undefined
  range: SourceRange | undefined
}

/**
 * Reads the spans of OTLP JSON (trace.proto, `TracesData`) wherever they lie: whole requests, bare ResourceSpans, and
 * both inside any shell.
 */
export class OtlpVisitor implements JsonVisitor {
  readonly #sink: SpanSink
  readonly #readRecord: OtlpSpanReader
  #resource: OpenResource | undefined
  #scope: OpenScope | undefined
  #isOld = false
  readonly #fastSpans: FastSpans | undefined
  readonly #scopeContexts: ScopeContexts

  /** `readRecord` is for spans that differ from OTLP in their fields. */
  constructor(sink: SpanSink, readRecord: OtlpSpanReader = otlpSpan) {
    this.#sink = sink
    this.#readRecord = readRecord
    const isOtlp = readRecord === otlpSpan
    this.#fastSpans = isOtlp && sink.batches ? new FastSpans(sink.batches, OTLP_SYNTAX) : undefined
    const services = new OtlpServices()
    this.#scopeContexts = {
      serviceOf: (bytes, from, length) => services.of(bytes, from, length),
      open(service, resource, scope) {
        const context = sink.openContext()
        sink.describeContext(context, { service, resource, scope })
        return context
      },
    }
  }

  readDocuments(window: JsonWindow): number {
    return this.#fastSpans?.readGroups(window, this.#scopeContexts, READ.requestLines) ?? 0
  }

  readElements(cursor: JsonCursor, window: JsonWindow): number {
    const fast = this.#fastSpans
    if (fast === undefined) return 0
    if (REQUESTS.has(cursor.key(1))) return this.#resource === undefined ? this.#readGroups(fast, window) : 0
    if (ROLES.get(cursor.key(1)) !== 'spans') return 0
    const scope = this.#scope
    return scope?.isOld && this.#resource !== undefined ? 0 : fast.readInto(window, () => this.#contextOf(scope))
  }

  #readGroups(fast: FastSpans, window: JsonWindow): number {
    const count = fast.readGroups(window, this.#scopeContexts, READ.groups)
    if (count > 0) this.#isOld = false
    return count
  }

  onValue(cursor: JsonCursor): WalkStep {
    if (cursor.type === 'string' || cursor.type === 'scalar') return 'skip'
    const key = cursor.key()
    if (typeof key === 'number') return this.#onElement(cursor)
    switch (roleOf(cursor)) {
      case 'resource':
        this.#resourceAt(cursor)
        return 'recall'
      case 'scopes':
        return this.#onScopes(cursor, false)
      case 'oldScopes':
        return this.#onScopes(cursor, true)
      case 'scope':
        this.#scopeAt(cursor.depth)
        return 'recall'
      case 'spans':
        if (cursor.type === 'array') this.#scopeAt(cursor.depth)
        return 'enter'
      case 'metrics':
        this.#sink.report('signal.metrics', cursor.at)
        return 'skip'
      case 'otherSignal':
        this.#sink.report('signal.skipped', cursor.at)
        return 'skip'
      case 'part':
        return 'skip'
      case undefined:
        return 'enter'
    }
  }

  onTaken(cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition): void {
    const role = roleOf(cursor)
    if (role === 'resource') this.#readResource(cursor, value, range)
    else if (role === 'scope') this.#readScope(cursor.depth, range)
    else this.#readSpan(value, range)
  }

  onLeave(cursor: JsonCursor): void {
    if (this.#scope !== undefined && cursor.depth < this.#scope.depth) this.#scope = undefined
    if (this.#resource !== undefined && cursor.depth < this.#resource.depth) this.#leaveResource(this.#resource)
  }

  /** Objects in `spans` are spans; other elements may hold some. */
  #onElement(cursor: JsonCursor): WalkStep {
    const isSpan = cursor.type === 'object' && ROLES.get(cursor.key(1)) === 'spans'
    return isSpan ? 'take' : 'enter'
  }

  /** ScopeSpans: where a ResourceSpans has both keys, the old one is only read where the new one is empty. */
  #onScopes(cursor: JsonCursor, isOld: boolean): WalkStep {
    const resource = this.#resourceAt(cursor)
    if (isOld && resource.hasScopes) return 'skip'
    this.#isOld = isOld
    return 'enter'
  }

  /** The ResourceSpans whose members lie at that depth. */
  #resourceAt({ depth, at }: JsonCursor): OpenResource {
    if (this.#resource?.depth !== depth) {
      if (this.#resource !== undefined) this.#leaveResource(this.#resource)
      this.#resource = {
        depth,
        at,
        contexts: [],
        range: undefined,
        service: undefined,
        hasScopes: false,
        oldSpans: [],
      }
    }
    return this.#resource
  }

  #leaveResource(resource: OpenResource): void {
    this.#resource = undefined
    if (resource.service === undefined || resource.service === '') this.#sink.report('resource.service', resource.at)
    if (!resource.hasScopes) for (const span of resource.oldSpans) this.#sink.addSpan(span)
  }

  /** The ScopeSpans whose members lie at that depth. */
  #scopeAt(depth: number): OpenScope {
    if (this.#scope?.depth !== depth) {
      const isOld = this.#isOld && this.#resource !== undefined && this.#resource.depth < depth
      this.#scope = { depth, isOld, context: undefined, range: undefined }
      if (!isOld && this.#resource !== undefined) this.#resource.hasScopes = true
    }
    return this.#scope
  }

  #readResource(cursor: JsonCursor, value: unknown, range: SourceRange): void {
    const resource = this.#resourceAt(cursor)
    if (!isJsonObject(value)) return
    resource.range = { byte: range.byte, byteLength: range.byteLength }
    const attributes = cursor.key() === 'attributes' ? value : field(value, 'attributes')
    resource.service = otlpText(attributes, 'service.name')
    for (const context of resource.contexts) {
      this.#sink.describeContext(context, { service: resource.service, resource: resource.range })
    }
  }

  #readScope(depth: number, { byte, byteLength }: SourceRange): void {
    const scope = this.#scopeAt(depth)
    scope.range = { byte, byteLength }
    if (scope.context !== undefined) this.#sink.describeContext(scope.context, { scope: scope.range })
  }

  #readSpan(value: unknown, range: SourceRange & InputPosition): void {
    const scope = this.#scope
    const record = this.#readRecord(value, range, this.#contextOf(scope), this.#sink.report)
    if (record === undefined) return
    if (scope?.isOld && this.#resource !== undefined) this.#resource.oldSpans.push(record)
    else this.#sink.addSpan(record)
  }

  /** The context of a ScopeSpans, opened with its first span. */
  #contextOf(scope: OpenScope | undefined): ContextIndex {
    if (scope?.context !== undefined) return scope.context
    const context = this.#sink.openContext()
    const resource = this.#resource
    this.#sink.describeContext(context, {
      service: resource?.service,
      resource: resource?.range,
      scope: scope?.range,
    })
    resource?.contexts.push(context)
    if (scope !== undefined) scope.context = context
    return context
  }
}

/** What a value is by its key. The attributes of a ResourceSpans are a resource (Perses writes them there). */
function roleOf(cursor: JsonCursor): Role | undefined {
  const role = ROLES.get(cursor.key())
  const isResource = role === 'part' && cursor.key() === 'attributes' && REQUESTS.has(cursor.key(2))
  return isResource ? 'resource' : role
}
