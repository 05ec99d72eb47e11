import { checkTrace } from '../core/analysis/checkTrace.ts'
import { buildWriteUp, type WriteUp } from '../core/analysis/writeUp.ts'
import { type CaptureComparison, compareCaptures } from '../core/lineage/compareCaptures.ts'
import { type GateCheck, judgeComparison, judgeGate, worstOf } from '../core/lineage/gate.ts'
import { measureBreaks } from '../core/lineage/measureBreaks.ts'
import { type CheckOptions, readCheckOptions } from './checkOptions.ts'
import { type CliIo, EXIT } from './cliIo.ts'
import { judgeFiles } from './openInputs.ts'
import { printCheck } from './printCheck.ts'

/** The maximum that holds where none is given. */
const DEFAULT_MAX = 0.01

const CODES = { pass: EXIT.pass, fail: EXIT.gateFailed, inconclusive: EXIT.inconclusive } as const

/** `spanfall check FILE… [options]`: judges a capture for CI. Returns the exit code. */
export async function check(args: readonly string[], io: CliIo): Promise<number> {
  const options = readCheckOptions(args)
  if (typeof options === 'string') {
    io.stderr(`${options}\n`)
    return EXIT.unreadable
  }
  const judged = await judgeFiles(options.paths, io)
  if (judged === undefined) return EXIT.unreadable
  const { spans } = judged.dataset
  const measures = measureBreaks(spans, judged.facts, judged.verdicts)
  let comparison: CaptureComparison | undefined
  if (options.baseline !== undefined) {
    const before = await judgeFiles([options.baseline], io)
    if (before === undefined) return EXIT.unreadable
    comparison = compareCaptures(measureBreaks(before.dataset.spans, before.facts, before.verdicts), measures)
  }
  const checks: GateCheck[] = []
  if (options.trace !== undefined) {
    const { trace, expectConnected: connected, expectSpans } = options
    checks.push(...checkTrace(spans, { trace, connected, spans: expectSpans }))
  }
  if (comparison !== undefined) checks.push(...judgeComparison(comparison, options.maxRate ?? DEFAULT_MAX).checks)
  if (judgesRates(options)) checks.push(...judgeGate(measures, options.maxRate ?? DEFAULT_MAX).checks)
  const outcome = worstOf(checks)
  const report: WriteUp = buildWriteUp(spans, judged.verdicts, measures, comparison)
  io.stdout(printCheck(options.format, { outcome, checks }, report))
  return CODES[outcome]
}

/** The rate is judged where it was asked for, and where nothing else was. */
function judgesRates({ maxRate, trace, baseline }: CheckOptions): boolean {
  return maxRate !== undefined || (trace === undefined && baseline === undefined)
}
