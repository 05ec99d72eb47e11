import { HASH_SEED, mixWord } from '../model/mixWord.ts'
import { SpanIdIndex } from '../model/spanIdIndex.ts'
import { CYCLE, DUPLICATE_ID, OPAQUE_PARENT_ID, ORPHAN, SELF_PARENT } from '../model/spanMarks.ts'
import type { SpanIndex, SpanTable } from '../model/spanTable.ts'
import type { VerdictColumns } from './verdicts.ts'

/**
 * Judges what ids alone prove: ids that occur twice, spans that name themselves, rings of parents, and parents that lie
 * under another trace id. O(spans).
 */
export function judgeIds(spans: SpanTable, verdicts: VerdictColumns): void {
  const { marks, parent, length } = spans
  let otherOf: ((span: SpanIndex) => SpanIndex) | undefined
  for (let i = 0; i < length; i++) {
    const bits = marks[i]
    if ((bits & (DUPLICATE_ID | SELF_PARENT | CYCLE)) === 0) continue
    if ((bits & DUPLICATE_ID) !== 0) {
      otherOf ??= indexDuplicates(spans)
      verdicts.set(i, 'duplicate_id', { reason: 'sameId', confidence: 1, other: otherOf(i) })
    } else if ((bits & SELF_PARENT) !== 0) verdicts.set(i, 'self_parent', { reason: 'ownParent', confidence: 1 })
    else verdicts.set(i, 'cycle', { reason: 'ring', confidence: 1, other: parent[i] })
  }
  judgeForeignParents(spans, verdicts)
}

/** Finds for a span whose id occurs again another one with it. */
function indexDuplicates(spans: SpanTable): (span: SpanIndex) => SpanIndex {
  const first = new SpanIdIndex(spans)
  const last = new SpanIdIndex(spans)
  const isTwice = (i: SpanIndex) => (spans.marks[i] & DUPLICATE_ID) !== 0
  for (let i = 0; i < spans.length; i++) if (isTwice(i)) first.add(i)
  for (let i = spans.length - 1; i >= 0; i--) if (isTwice(i)) last.add(i)
  return (span) => (first.add(span) === span ? last.add(span) : first.add(span))
}

/** Absent parents by span id: rows are orphans, each id once. */
interface WantedIds {
  readonly length: number
  readonly trace: Uint32Array
  readonly spanId: Uint32Array
  readonly marks: Uint16Array
}

/**
 * Finds absent parents in other traces: with the same lower 64 bits of the trace id, the id was cut or padded on the
 * way (Zipkin B3 and older Jaeger propagators have 64-bit ids); else where only one span of the dataset has that id.
 */
function judgeForeignParents(spans: SpanTable, verdicts: VerdictColumns): void {
  const orphans = listOrphans(spans, verdicts)
  if (orphans.length === 0) return
  const anywhere = new WantedParents(spans, orphans, () => 0)
  for (let i = 0; i < spans.length; i++) anywhere.offer(i, 0)
  const half = hashLowerHalves(spans)
  const several = orphans.filter((i) => anywhere.holder(i, 0) === SEVERAL)
  const byHalf = new WantedParents(spans, several, (i) => half[spans.trace[i]])
  if (several.length > 0) for (let i = 0; i < spans.length; i++) byHalf.offer(i, half[spans.trace[i]])
  for (const i of orphans) {
    const alone = anywhere.holder(i, 0)
    const other = alone === SEVERAL ? byHalf.holder(i, half[spans.trace[i]]) : alone
    if (other < 0 || other === i) continue
    const caller = spans.service[other]
    if (hasSameLowerHalf(spans, i, other)) {
      verdicts.set(i, 'id_format', { reason: 'lowerHalf', confidence: 1, other, caller })
    } else if (alone !== SEVERAL) {
      verdicts.set(i, 'id_format', { reason: 'otherTrace', confidence: 0.98, other, caller })
    }
  }
}

function listOrphans({ marks, length, parentSpanId }: SpanTable, verdicts: VerdictColumns): SpanIndex[] {
  const orphans: SpanIndex[] = []
  for (let i = 0; i < length; i++) {
    const isHexOrphan = (marks[i] & (ORPHAN | OPAQUE_PARENT_ID)) === ORPHAN
    if (isHexOrphan && !verdicts.isJudged(i) && (parentSpanId[2 * i] | parentSpanId[2 * i + 1]) !== 0) orphans.push(i)
  }
  return orphans
}

const SEVERAL = -2
/** Bits of a table that tells most ids apart from those that are wanted; a power of two. */
const SIEVE = 2 ** 22

/** Spans that have the ids which orphans name. */
class WantedParents {
  readonly #spans: SpanTable
  readonly #index: SpanIdIndex
  /** For each wanted id the first span that has it, -1 for none, {@link SEVERAL} for several. */
  readonly #holders: Int32Array
  /** 1 bit for the lower word of each wanted id. */
  readonly #sieve = new Uint8Array(SIEVE / 8)

  constructor(spans: SpanTable, orphans: readonly SpanIndex[], scope: (orphan: SpanIndex) => number) {
    const spanId = new Uint32Array(2 * orphans.length)
    for (const [k, i] of orphans.entries()) {
      spanId[2 * k] = spans.parentSpanId[2 * i]
      spanId[2 * k + 1] = spans.parentSpanId[2 * i + 1]
      const bit = spanId[2 * k + 1] % SIEVE
      this.#sieve[bit >> 3] |= 1 << (bit & 7)
    }
    this.#spans = spans
    const ids: WantedIds = {
      length: orphans.length,
      trace: Uint32Array.from(orphans, scope),
      spanId,
      marks: new Uint16Array(orphans.length),
    }
    this.#index = new SpanIdIndex(ids)
    for (let k = 0; k < orphans.length; k++) this.#index.add(k)
    this.#holders = new Int32Array(orphans.length).fill(-1)
  }

  offer(i: SpanIndex, scope: number): void {
    const { spanId } = this.#spans
    const bit = spanId[2 * i + 1] % SIEVE
    if ((this.#sieve[bit >> 3] & (1 << (bit & 7))) === 0) return
    const wanted = this.#index.find(scope, spanId[2 * i], spanId[2 * i + 1], 0)
    if (wanted !== -1) this.#holders[wanted] = this.#holders[wanted] === -1 ? i : SEVERAL
  }

  /** The span with the id that an orphan names; -1 for none, {@link SEVERAL} for several. */
  holder(orphan: SpanIndex, scope: number): SpanIndex {
    const { parentSpanId } = this.#spans
    const wanted = this.#index.find(scope, parentSpanId[2 * orphan], parentSpanId[2 * orphan + 1], 0)
    return wanted === -1 ? -1 : this.#holders[wanted]
  }
}

function hashLowerHalves({ traces }: SpanTable): Uint32Array {
  const half = new Uint32Array(traces.length)
  for (let t = 0; t < traces.length; t++) {
    half[t] = mixWord(mixWord(HASH_SEED, traces.idWords[4 * t + 2]), traces.idWords[4 * t + 3]) >>> 0
  }
  return half
}

function hasSameLowerHalf({ traces, trace }: SpanTable, a: SpanIndex, b: SpanIndex): boolean {
  const { idWords } = traces
  const x = 4 * trace[a]
  const y = 4 * trace[b]
  const isHex = (idWords[x + 2] | idWords[x + 3]) !== 0
  return isHex && idWords[x + 2] === idWords[y + 2] && idWords[x + 3] === idWords[y + 3]
}
