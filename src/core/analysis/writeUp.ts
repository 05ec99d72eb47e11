import { type BoundaryMatrix, buildBoundaryMatrix } from '../lineage/boundaryMatrix.ts'
import { BREAK_CLASSES, type BreakClass, type Layer } from '../lineage/breakClasses.ts'
import { classHelp } from '../lineage/classHelp.ts'
import { boundaryName, type CaptureComparison } from '../lineage/compareCaptures.ts'
import { explainVerdict } from '../lineage/explainVerdict.ts'
import { percent } from '../lineage/gate.ts'
import type { BoundaryBreaks } from '../lineage/measureBoundaries.ts'
import type { BreakMeasures, ClassCount } from '../lineage/measureBreaks.ts'
import { layerOf, type Verdicts } from '../lineage/verdicts.ts'
import type { Rate } from '../lineage/wilson.ts'
import type { SpanTable } from '../model/spanTable.ts'
import { spanIdText, traceIdText } from './findSpan.ts'

/** What a person needs to know of one broken boundary to mend it. */
interface BoundaryWriteUp {
  readonly boundary: string
  readonly class: BreakClass
  readonly breaks: Rate
  readonly layer: Layer
  readonly cause: string
  /** What the pattern over all callers and callees is consistent with; '' where it says nothing. */
  readonly pattern: string
  readonly evidence: string
  readonly fix: string
  readonly example: { readonly traceId: string; readonly spanId: string }
}

/** The findings about a dataset, ready to be pasted. Plain data: this is the JSON form too. */
export interface WriteUp {
  readonly entryOrphans: Rate
  readonly spanOrphans: Rate
  readonly traces: Rate
  readonly services: readonly { readonly service: string; readonly entryOrphans: Rate; readonly spanOrphans: Rate }[]
  readonly boundaries: readonly BoundaryWriteUp[]
  /** Classes that count neither as whole nor as broken. */
  readonly exempt: readonly ClassCount[]
  readonly comparison: CaptureComparison | undefined
}

/** Services and boundaries beyond these are left out of the Markdown, which says so. */
const MAX_ROWS = 30

/** Gathers the findings about a dataset. Linear in services and boundaries. */
export function buildWriteUp(
  spans: SpanTable,
  verdicts: Verdicts,
  measures: BreakMeasures,
  comparison?: CaptureComparison,
): WriteUp {
  const matrix = buildBoundaryMatrix(spans, measures.boundaries)
  return {
    entryOrphans: measures.entryOrphans,
    spanOrphans: measures.spanOrphans,
    traces: measures.traces,
    services: measures.services.map(({ name, entryOrphans, spanOrphans }) => ({
      service: name,
      entryOrphans,
      spanOrphans,
    })),
    boundaries: measures.boundaries
      .filter(({ breaks }) => breaks.count > 0)
      .map((boundary) => describeBoundary(spans, verdicts, matrix, boundary)),
    exempt: measures.classes.filter(({ id }) => {
      return BREAK_CLASSES.some((row) => row.id === id && row.standing === 'exempt')
    }),
    comparison,
  }
}

function describeBoundary(
  spans: SpanTable,
  verdicts: Verdicts,
  matrix: BoundaryMatrix,
  boundary: BoundaryBreaks,
): BoundaryWriteUp {
  const [{ id }] = boundary.classes
  const { caller, callee, example, kind } = boundary
  const pattern = matrix.patterns.find(
    (found) =>
      kind !== 'async' &&
      caller !== -1 &&
      (found.caller === caller || found.caller === -1) &&
      (found.callee === callee || found.callee === -1),
  )
  const { meaning, fix } = classHelp(id)
  return {
    boundary: boundaryName(boundary),
    class: id,
    breaks: boundary.breaks,
    layer: layerOf(verdicts, example),
    cause: meaning,
    pattern: pattern?.sentence ?? '',
    evidence: explainVerdict(spans, verdicts, example),
    fix,
    example: { traceId: traceIdText(spans, spans.trace[example]), spanId: spanIdText(spans, example) },
  }
}

/** A write-up as Markdown. Linear. */
export function writeUpMarkdown(report: WriteUp): string {
  const { entryOrphans, traces, boundaries, services, exempt, comparison } = report
  const lines = [
    '# Where trace context broke',
    '',
    `${printRate(entryOrphans)} of the entries that should have a parent are broken; ${traces.count} of ${traces.of} traces are affected.`,
    '',
    '| service | entry orphan rate | 95 % | span orphan rate |',
    '|---|---|---|---|',
    ...services
      .slice(0, MAX_ROWS)
      .map(
        ({ service, entryOrphans: entries, spanOrphans }) =>
          `| ${cell(service)} | ${printRate(entries)} | ${percent(entries.low)} to ${percent(entries.high)} | ${printRate(spanOrphans)} |`,
      ),
    ...(services.length > MAX_ROWS ? ['', `… and ${services.length - MAX_ROWS} more services.`] : []),
  ]
  if (boundaries.length === 0) lines.push('', 'No boundary is broken.')
  for (const boundary of boundaries.slice(0, MAX_ROWS)) lines.push('', ...printBoundary(boundary))
  if (boundaries.length > MAX_ROWS) lines.push('', `… and ${boundaries.length - MAX_ROWS} more boundaries.`)
  if (exempt.length > 0) {
    const counts = exempt.map(({ id, count }) => `${count} ${classHelp(id).title.toLowerCase()}`)
    lines.push('', `Not counted as broken: ${counts.join('; ')}.`)
  }
  if (comparison !== undefined) lines.push('', ...printComparison(comparison))
  return `${lines.join('\n')}\n`
}

function printBoundary({ boundary, breaks, layer, example, ...said }: BoundaryWriteUp): string[] {
  return [
    `## ${boundary}: ${printRate(breaks)} broken`,
    '',
    `- Cause: ${classHelp(said.class).title} (\`${said.class}\`). ${said.cause}`,
    ...(said.pattern === '' ? [] : [`- Pattern: ${said.pattern}`]),
    `- Layer to mend: \`${layer}\`. ${said.fix}`,
    `- Evidence: ${said.evidence}`,
    `- Example: trace \`${example.traceId}\`, span \`${example.spanId}\``,
  ]
}

function printComparison({ services, boundaries }: CaptureComparison): string[] {
  return [
    '## Before and after',
    '',
    '| | before | after | difference (95 %) | |',
    '|---|---|---|---|---|',
    ...[...services, ...boundaries]
      .slice(0, 2 * MAX_ROWS)
      .map(
        ({ name, before, after, difference, low, high, verdict }) =>
          `| ${cell(name)} | ${printRate(before)} | ${printRate(after)} | ${points(difference)} (${points(low)} to ${points(high)}) | ${verdict} |`,
      ),
  ]
}

function printRate({ count, of, rate }: Rate): string {
  return of === 0 ? 'none' : `${percent(rate)} (${count} of ${of})`
}

/** A difference of shares in percentage points. */
function points(difference: number): string {
  const value = (100 * difference).toFixed(1)
  return difference > 0 ? `+${value}` : value
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')
}
