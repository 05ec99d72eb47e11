/**
 * What can be wrong with an input, by code. The text says what was done about it; it is shown in the
 * import report and by the CLI.
 */
export const DIAGNOSTICS = {
  'json.syntax': 'Not valid JSON. The broken part was skipped, reading went on after it.',
  'json.truncated': 'The input ends in the middle of a value. Everything complete before the cut was kept.',
  'json.depth': 'Nested too deeply. The value is kept as text.',
  'input.empty': 'The input is empty.',
  'input.encoding': 'Not UTF-8. Bytes that are no text were replaced.',
  'input.unreadable': 'The file could not be read to its end. What had been read was kept.',
  'input.noise': 'Text before the first JSON value was skipped.',
  'envelope.damaged': 'The compressed input ends early or is damaged. What could be unpacked was kept.',
  'envelope.limit': 'The input unpacks to more than is read. It was cut off there.',
  'envelope.unsupported': 'The input is packed in a way that cannot be undone here.',
  'format.unknown': 'No known span format was recognised.',
  'format.noSpans': 'The format was recognised, but the input holds no spans.',
  'answer.error': 'The input is an error that a server answered.',
  'trace.partial': 'Only a part of the trace is here. What is missing need not be broken.',
  'signal.skipped': 'Logs and other signals beside the spans were counted and skipped.',
  'signal.metrics': 'Metrics beside the spans were read for rate, errors and duration.',
  'span.shape': 'Not a span object. It was skipped.',
  'span.traceId': 'The span has no usable trace id. It was skipped.',
  'span.id': 'The span has no usable span id. It was skipped.',
  'span.parentId': 'The parent span id is not an id. The span is kept as a root.',
  'span.name': 'The span has no name.',
  'span.kind': 'Unknown span kind. Read as unspecified.',
  'span.status': 'Unknown status code. Read as unset.',
  'span.value': 'A field has a value of the wrong type. The field was left out.',
  'span.duplicateEqual': 'A span was read again with equal content. The repetition was dropped.',
  'span.duplicateDifferent': 'Spans share one id but differ in content. All are kept and marked.',
  'span.merged': 'Parts of one span were reported apart and merged.',
  'span.selfParent': 'A span names itself as its parent. It is shown as a root.',
  'span.cycle': 'Parent ids form a ring. It was cut at its earliest span.',
  'resource.missing': 'The span refers to a process or resource that the input does not define.',
  'resource.service': 'The resource names no service.',
  'time.missing': 'The span has no start time. It is shown at its parent’s start, without a bar.',
  'time.unfinished': 'The span has no end. It is shown without a duration.',
  'time.order': 'The span ends before it starts. Its duration is shown as zero.',
  'time.range':
    'The time is too far from the rest of its trace to stand on one axis. It is kept exactly, off the axis.',
  'time.unit': 'The unit of a time was guessed from its size.',
  'attribute.duplicateKey': 'A key occurs more than once. The last value is shown.',
} as const

/** One of the codes of {@link DIAGNOSTICS}. */
export type DiagnosticCode = keyof typeof DIAGNOSTICS

/** A place in an input. */
export interface InputPosition {
  /** Offset in the (inflated) input, from 0. */
  readonly byte: number
  /** Line, from 1. */
  readonly line: number
}

/** One problem of an input, as found. */
export interface Diagnostic {
  readonly code: DiagnosticCode
  /** What is wrong here, in words, with the offending value where it is short. */
  readonly message: string
  readonly at: InputPosition
}

/** Problems of one code in one input: how many there were, and the first of them. */
export interface DiagnosticGroup {
  readonly code: DiagnosticCode
  /** All problems of this code, kept or not. */
  readonly count: number
  /** The first {@link KEPT_PER_CODE} of them, in order of report. */
  readonly kept: readonly Diagnostic[]
}

/** How many diagnostics of one code are kept word for word; the rest is only counted. */
const KEPT_PER_CODE = 100

/** Receives diagnostics of one input. */
export type Report = (code: DiagnosticCode, at: InputPosition, message?: string) => void

/** Groups the diagnostics of one input by code, in order of first report. Bounded memory. */
export class DiagnosticCollector {
  readonly #groups = new Map<DiagnosticCode, { count: number; kept: Diagnostic[] }>()

  /** Files one problem; without `message` the text of the code stands. */
  readonly report: Report = (code, at, message) => {
    let group = this.#groups.get(code)
    if (group === undefined) {
      group = { count: 0, kept: [] }
      this.#groups.set(code, group)
    }
    group.count++
    if (group.kept.length < KEPT_PER_CODE) group.kept.push({ code, message: message ?? DIAGNOSTICS[code], at })
  }

  /** Files what another collector has filed of what comes behind, with its places moved. */
  join(groups: readonly DiagnosticGroup[], { bytes, lines }: { readonly bytes: number; readonly lines: number }): void {
    for (const { code, count, kept } of groups) {
      for (const { at, message } of kept) this.report(code, { byte: at.byte + bytes, line: at.line + lines }, message)
      const group = this.#groups.get(code)
      if (group !== undefined) group.count += count - kept.length
    }
  }

  /** Whether a problem of that code was filed. */
  has(code: DiagnosticCode): boolean {
    return this.#groups.has(code)
  }

  /** The groups so far. */
  groups(): DiagnosticGroup[] {
    return [...this.#groups].map(([code, { count, kept }]) => ({ code, count, kept: [...kept] }))
  }
}
