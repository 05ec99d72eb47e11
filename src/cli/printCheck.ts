import { type WriteUp, writeUpMarkdown } from '../core/analysis/writeUp.ts'
import type { GateCheck, GateResult } from '../core/lineage/gate.ts'
import type { CheckOptions } from './checkOptions.ts'

const WORDS = { pass: 'PASS', fail: 'FAIL', inconclusive: 'INCONCLUSIVE' } as const

/** What `check` prints: the outcome, each check, and the findings where the format has room for them. */
export function printCheck(format: CheckOptions['format'], result: GateResult, report: WriteUp): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ ...result, report }, undefined, 2)}\n`
    case 'markdown':
      return toMarkdown(result, report)
    case 'junit':
      return toJunit(result)
    case 'text':
      return toText(result, report)
  }
}

function toText({ outcome, checks }: GateResult, { boundaries, exempt }: WriteUp): string {
  const width = Math.max(...checks.map(({ name }) => name.length))
  const lines = checks.map(
    ({ name, outcome: found, sentence }) => `${WORDS[found].padEnd(12)}  ${name.padEnd(width)}  ${sentence}`,
  )
  const broken = boundaries
    .slice(0, 10)
    .map(
      ({ boundary, breaks, class: id, layer, example }) =>
        `  ${boundary}: ${breaks.count} of ${breaks.of} broken, ${id}, mend at ${layer} (trace ${example.traceId})`,
    )
  const counted = exempt.map(({ id, count }) => `${count} ${id}`).join(', ')
  return [
    ...lines,
    ...(broken.length === 0 ? [] : ['', 'Broken boundaries, worst first:', ...broken]),
    ...(counted === '' ? [] : ['', `Not counted as broken: ${counted}`]),
    '',
    WORDS[outcome],
    '',
  ].join('\n')
}

function toMarkdown({ outcome, checks }: GateResult, report: WriteUp): string {
  const rows = checks.map(
    ({ name, outcome: found, sentence }) => `| ${name.replaceAll('|', '\\|')} | ${found} | ${sentence} |`,
  )
  return [
    `**${WORDS[outcome]}**`,
    '',
    '| check | outcome | |',
    '|---|---|---|',
    ...rows,
    '',
    writeUpMarkdown(report),
  ].join('\n')
}

/** JUnit XML as CI servers read it: a failure is a failed test, an inconclusive check a skipped one with its reason. */
function toJunit({ checks }: GateResult): string {
  const count = (outcome: GateCheck['outcome']) => checks.filter((check) => check.outcome === outcome).length
  const cases = checks.map(({ name, outcome, sentence }) => {
    const head = `    <testcase classname="spanfall.check" name="${escapeXml(name)}"`
    const message = `message="${escapeXml(sentence)}"`
    if (outcome === 'fail') return `${head}><failure ${message}/></testcase>`
    return outcome === 'inconclusive' ? `${head}><skipped ${message}/></testcase>` : `${head}/>`
  })
  const counts = `tests="${checks.length}" failures="${count('fail')}" skipped="${count('inconclusive')}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="spanfall check" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])

/** Text for an XML attribute; characters that XML does not allow become U+FFFD. */
function escapeXml(text: string): string {
  return [...text].map((char) => ((char.codePointAt(0) ?? 0) < 0x20 ? '\ufffd' : (ENTITIES.get(char) ?? char))).join('')
}
