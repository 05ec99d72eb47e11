import { BREAK_CLASSES, type BreakClass } from '../lineage/breakClasses.ts'
import type { Verdicts } from '../lineage/verdicts.ts'
import { HAS_SECRET, type LineageFacts, WAS_READ } from '../model/lineageFacts.ts'
import { NO_START, ORPHAN, SAMPLED, UNFINISHED } from '../model/spanMarks.ts'
import { type SpanIndex, type SpanTable, textAt, UNKNOWN_SERVICE } from '../model/spanTable.ts'
import { isRoot } from './isRoot.ts'

/** One rule that a dataset offends against. Plain data. */
export interface LintFinding {
  readonly rule: LintRule
  readonly title: string
  /** How many spans (or traces, or services in traces, as `unit` says) offend. */
  readonly count: number
  /** How many were looked at. */
  readonly of: number
  readonly unit: string
  /** At most {@link MAX_EXAMPLES} spans. */
  readonly examples: readonly SpanIndex[]
  /** What is special here, as the keys of credentials; '' for nothing. */
  readonly note: string
  readonly advice: string
}

interface RuleText {
  readonly title: string
  readonly unit: string
  readonly advice: string
}

/** Rules: those on spans of the Instrumentation Score (SPA-001 to SPA-005), and mistakes of the field. */
const RULES = {
  manyInternal: {
    title: 'More than 10 internal spans of one service in a trace (SPA-001)',
    unit: 'service in a trace',
    advice: 'Record internal work as events or metrics, and keep spans for what can fail or wait by itself.',
  },
  orphans: {
    title: 'Spans whose parent is not in their trace (SPA-002)',
    unit: 'span',
    advice: 'See the classes of these spans: each names the layer to mend.',
  },
  manyNames: {
    title: 'Span names that hold ids (SPA-003)',
    unit: 'span',
    advice: 'Put the route or the operation into the name, and what varies into attributes.',
  },
  clientRoot: {
    title: 'Traces that begin with a CLIENT span (SPA-004)',
    unit: 'trace',
    advice:
      'Start a span for the job or the request that makes the call; a call without a cause hides what it was for.',
  },
  manyShort: {
    title: 'More than 20 spans shorter than 5 ms of one service in a trace (SPA-005)',
    unit: 'service in a trace',
    advice: 'Group such calls, or turn off the instrumentation that makes a span of each.',
  },
  contextLost: {
    title: 'Context not passed on',
    unit: 'span',
    advice: 'Pass traceparent and tracestate on wherever requests, messages or tasks are built by hand.',
  },
  queueAlone: {
    title: 'Messages taken without parent and without link',
    unit: 'span',
    advice: 'Put the context into message headers when producing, and take it as parent or link when consuming.',
  },
  samplingMixed: {
    title: 'Traces in which some spans are sampled and others are not, by their flags',
    unit: 'trace',
    advice: 'Let services follow the decision of the root (a parent-based sampler), or decide at the tail for all.',
  },
  noAttributes: {
    title: 'Spans without attributes',
    unit: 'span read',
    advice:
      'A span that says nothing but its name and time cannot be searched for or explained; use the semantic conventions.',
  },
  secrets: {
    title: 'Attributes that look like credentials',
    unit: 'span read',
    advice: 'Remove or hash them in the SDK or in the collector, and renew what has been exported.',
  },
  noService: {
    title: 'Spans of a resource that names no service',
    unit: 'span',
    advice: 'Set `service.name` (OTEL_SERVICE_NAME).',
  },
  noKind: {
    title: 'Spans without a kind',
    unit: 'span',
    advice: 'Say SERVER, CLIENT, PRODUCER or CONSUMER where a span crosses a process: breaks are told by it.',
  },
} as const satisfies Readonly<Record<string, RuleText>>

/** Name of a rule. */
type LintRule = keyof typeof RULES

/** Spans kept as examples of a finding. */
const MAX_EXAMPLES = 5
const MOST_INTERNAL = 10
const MOST_SHORT = 20
const SHORT_NS = 5e6
const CLIENT = 3
const CONSUMER = 5
const INTERNAL = 1
const LOST: ReadonlySet<BreakClass> = new Set(['split_http', 'split_mesh', 'split_async', 'split_queue'])
const HOLDS_ID =
  /(?:^|[/ _:-])(?:\d{4,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|(?=[0-9a-f]*\d)[0-9a-f]{12,})(?:$|[/ _:-])/i

class Findings {
  readonly #found = new Map<LintRule, { count: number; of: number; note: string; readonly examples: SpanIndex[] }>()

  /** Counts one that was looked at; `example` where it offends. */
  look(rule: LintRule, example: SpanIndex | undefined): void {
    const finding = this.#found.get(rule) ?? { count: 0, of: 0, note: '', examples: [] }
    this.#found.set(rule, finding)
    finding.of++
    if (example === undefined) return
    finding.count++
    if (finding.examples.length < MAX_EXAMPLES) finding.examples.push(example)
  }

  note(rule: LintRule, note: string): void {
    const finding = this.#found.get(rule)
    if (finding !== undefined) finding.note = note
  }

  list(): LintFinding[] {
    return [...this.#found]
      .filter(([, { count }]) => count > 0)
      .map(([rule, { count, of, note, examples }]) => ({ rule, count, of, note, examples, ...RULES[rule] }))
  }
}

/** Holds a dataset against the rules of good instrumentation; findings in the order of the rules. O(spans). */
export function lintInstrumentation(spans: SpanTable, facts: LineageFacts, verdicts: Verdicts): LintFinding[] {
  const findings = new Findings()
  lintTraces(spans, findings)
  lintSpans(spans, facts, verdicts, findings)
  findings.note('secrets', [...facts.secretKeys.keys()].slice(0, 8).join(', '))
  const order = Object.keys(RULES)
  return findings.list().sort((a, b) => order.indexOf(a.rule) - order.indexOf(b.rule))
}

function lintSpans(spans: SpanTable, facts: LineageFacts, verdicts: Verdicts, findings: Findings): void {
  const holdsId = spans.texts.map((text) => HOLDS_ID.test(text))
  for (let i = 0; i < spans.length; i++) {
    const marks = spans.marks[i]
    const lost = BREAK_CLASSES[verdicts.breakClass[i]].id
    findings.look('orphans', (marks & ORPHAN) !== 0 ? i : undefined)
    findings.look('manyNames', holdsId[spans.name[i]] ? i : undefined)
    findings.look('contextLost', LOST.has(lost) ? i : undefined)
    if (spans.kind[i] === CONSUMER) findings.look('queueAlone', lost === 'split_queue' ? i : undefined)
    findings.look('noService', textAt(spans, spans.service[i]) === UNKNOWN_SERVICE ? i : undefined)
    findings.look('noKind', spans.kind[i] === 0 ? i : undefined)
    if ((facts.marks[i] & WAS_READ) === 0) continue
    findings.look('noAttributes', facts.attributeCount[i] === 0 ? i : undefined)
    findings.look('secrets', (facts.marks[i] & HAS_SECRET) !== 0 ? i : undefined)
  }
}

/** What one service does in one trace. */
interface Share {
  internal: number
  short: number
  example: SpanIndex
}

function lintTraces(spans: SpanTable, findings: Findings): void {
  const { firstSpan } = spans.traces
  const hasFlags = spans.marks.some((marks) => (marks & SAMPLED) !== 0)
  for (let t = 0; t < spans.traces.length; t++) {
    const shares = new Map<number, Share>()
    let sampled = 0
    let unsampled = -1
    for (let i = firstSpan[t]; i < firstSpan[t + 1]; i++) {
      const share = shares.get(spans.service[i]) ?? { internal: 0, short: 0, example: i }
      shares.set(spans.service[i], share)
      if (spans.kind[i] === INTERNAL) share.internal++
      if ((spans.marks[i] & (NO_START | UNFINISHED)) === 0 && spans.durationNs[i] < SHORT_NS) share.short++
      if ((spans.marks[i] & SAMPLED) !== 0) sampled++
      else unsampled = i
    }
    for (const { internal, short, example } of shares.values()) {
      findings.look('manyInternal', internal > MOST_INTERNAL ? example : undefined)
      findings.look('manyShort', short > MOST_SHORT ? example : undefined)
    }
    if (hasFlags) findings.look('samplingMixed', sampled > 0 && unsampled !== -1 ? unsampled : undefined)
    const first = firstSpan[t]
    const isClientRoot = first < firstSpan[t + 1] && spans.kind[first] === CLIENT && isRoot(spans, first)
    findings.look('clientRoot', isClientRoot ? first : undefined)
  }
}
