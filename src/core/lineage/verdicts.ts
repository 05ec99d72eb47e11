import type { SpanIndex } from '../model/spanTable.ts'
import type { TextIndex } from '../model/textTable.ts'
import { BREAK_CLASSES, type BreakClass, classNumber, LAYERS, type Layer, layerNumber } from './breakClasses.ts'

/** What a verdict rests on. Some speak of another span, some of an amount, as {@link Evidence} spells out. */
export const REASONS = [
  'none',
  'sameId',
  'ownParent',
  'ring',
  'lowerHalf',
  'otherTrace',
  'linked',
  'captureStart',
  'captureEnd',
  'callerOutside',
  'onlyTree',
  'absentParent',
  'constantShare',
  'lateStep',
  'burst',
  'openCall',
  'openCaller',
  'follows',
  'producer',
  'consumerAlone',
  'openHost',
  'betterCall',
  'clockOffset',
  'startsHere',
  'alsoCalled',
  'usuallyCalled',
  'partialAnswer',
  'followsLater',
  'betterHost',
] as const

const REASON_NUMBERS: ReadonlyMap<string, number> = new Map(REASONS.map((reason, number) => [reason, number]))

/** One of {@link REASONS}. */
export type Reason = (typeof REASONS)[number]

/** The evidence behind one verdict, spelled out. `other` is a row of the span table. */
export type Evidence =
  | { readonly reason: 'none' | 'ownParent' | 'callerOutside' | 'onlyTree' | 'startsHere' | 'partialAnswer' }
  | {
      readonly reason:
        | 'sameId'
        | 'ring'
        | 'lowerHalf'
        | 'otherTrace'
        | 'linked'
        | 'openCaller'
        | 'openHost'
        | 'producer'
        | 'betterCall'
        | 'betterHost'
      readonly other: SpanIndex
    }
  /** `marginNs`: how far from the edge of the capture the span lies. */
  | { readonly reason: 'captureStart' | 'captureEnd'; readonly marginNs: number }
  /** `children`: spans that name the same absent id. */
  | { readonly reason: 'absentParent'; readonly children: number }
  /** `share`: of the spans of the absent one's service that are absent, 0 to 1. */
  | { readonly reason: 'constantShare'; readonly share: number }
  /** `windowNs`: after this time from the start of the trace, spans are missing. */
  | { readonly reason: 'lateStep'; readonly windowNs: number }
  /** `times`: how much more often than on average spans were missing then. */
  | { readonly reason: 'burst'; readonly times: number }
  /** `agreements`: facts that caller and callee share: method, route, path, status. */
  | { readonly reason: 'openCall'; readonly other: SpanIndex; readonly agreements: number }
  /** `share`: of the spans of this operation that come right, or some time, after the same event, beyond chance, 0 to 1. */
  | { readonly reason: 'follows' | 'followsLater'; readonly share: number }
  | { readonly reason: 'consumerAlone'; readonly producers: number }
  | { readonly reason: 'clockOffset'; readonly offsetNs: number }
  /** `share`: of the spans of this operation that have a recorded caller, 0 to 1. */
  | { readonly reason: 'alsoCalled' | 'usuallyCalled'; readonly share: number }

/** One verdict for each span: columns of the length of the span table. Plain data: crosses threads by moving buffers. */
export interface Verdicts {
  readonly length: number
  /** Number of a {@link BREAK_CLASSES} entry. */
  readonly breakClass: Uint8Array
  /** Number of a {@link LAYERS} entry. */
  readonly layer: Uint8Array
  /** In per cent. */
  readonly confidence: Uint8Array
  /** What it may be instead, by number; the class itself where nothing else comes into question. */
  readonly alternative: Uint8Array
  /** Number of a {@link REASONS} entry. */
  readonly reason: Uint8Array
  /** A span that the reason speaks of; -1 for none. */
  readonly other: Int32Array
  /** What the reason counts or measures; 0 for nothing. */
  readonly amount: Float64Array
  /** Text index of the service whose call, message or work the span should hang below; -1 where unknown. */
  readonly caller: Int32Array
}

/** What {@link VerdictColumns.set} takes beside the class. */
interface VerdictParts {
  readonly reason: Reason
  /** 0 to 1. */
  readonly confidence: number
  readonly layer?: Layer
  readonly alternative?: BreakClass
  readonly other?: SpanIndex
  readonly amount?: number
  readonly caller?: TextIndex
}

/** Verdicts being made: every span starts as intact. */
export class VerdictColumns implements Verdicts {
  readonly length: number
  readonly breakClass: Uint8Array
  readonly layer: Uint8Array
  readonly confidence: Uint8Array
  readonly alternative: Uint8Array
  readonly reason: Uint8Array
  readonly other: Int32Array
  readonly amount: Float64Array
  readonly caller: Int32Array

  constructor(length: number) {
    this.length = length
    this.breakClass = new Uint8Array(length)
    this.layer = new Uint8Array(length)
    this.confidence = new Uint8Array(length).fill(100)
    this.alternative = new Uint8Array(length)
    this.reason = new Uint8Array(length)
    this.other = new Int32Array(length).fill(-1)
    this.amount = new Float64Array(length)
    this.caller = new Int32Array(length).fill(-1)
  }

  /** Gives a span its class. */
  set(span: SpanIndex, id: BreakClass, parts: VerdictParts): void {
    const number = classNumber(id)
    this.breakClass[span] = number
    this.layer[span] = layerNumber(parts.layer ?? BREAK_CLASSES[number].layer)
    this.confidence[span] = Math.round(100 * Math.max(0, Math.min(1, parts.confidence)))
    this.alternative[span] = parts.alternative === undefined ? number : classNumber(parts.alternative)
    this.reason[span] = REASON_NUMBERS.get(parts.reason) ?? 0
    this.other[span] = parts.other ?? -1
    this.amount[span] = parts.amount ?? 0
    this.caller[span] = parts.caller ?? -1
  }

  /** Whether the span has a class already. */
  isJudged(span: SpanIndex): boolean {
    return this.breakClass[span] !== 0
  }

  /** The columns as plain data. */
  verdicts(): Verdicts {
    const { length, breakClass, layer, confidence, alternative, reason, other, amount, caller } = this
    return { length, breakClass, layer, confidence, alternative, reason, other, amount, caller }
  }
}

/** Class id of a span's verdict. */
export function classOf({ breakClass }: Verdicts, span: SpanIndex): BreakClass {
  return BREAK_CLASSES[breakClass[span]].id
}

/** Layer of a span's verdict. */
export function layerOf({ layer }: Verdicts, span: SpanIndex): Layer {
  return LAYERS[layer[span]]
}

/** What a verdict rests on. */
export function evidenceOf(verdicts: Verdicts, span: SpanIndex): Evidence {
  const reason = REASONS[verdicts.reason[span]]
  const other = verdicts.other[span]
  const amount = verdicts.amount[span]
  switch (reason) {
    case 'sameId':
    case 'ring':
    case 'lowerHalf':
    case 'otherTrace':
    case 'linked':
    case 'openCaller':
    case 'openHost':
    case 'producer':
    case 'betterCall':
    case 'betterHost':
      return { reason, other }
    case 'captureStart':
    case 'captureEnd':
      return { reason, marginNs: amount }
    case 'absentParent':
      return { reason, children: amount }
    case 'constantShare':
    case 'follows':
    case 'followsLater':
    case 'alsoCalled':
    case 'usuallyCalled':
      return { reason, share: amount }
    case 'lateStep':
      return { reason, windowNs: amount }
    case 'burst':
      return { reason, times: amount }
    case 'openCall':
      return { reason, other, agreements: amount }
    case 'consumerAlone':
      return { reason, producers: amount }
    case 'clockOffset':
      return { reason, offsetNs: amount }
    default:
      return { reason }
  }
}
