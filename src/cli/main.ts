#!/usr/bin/env node
import { check } from './check.ts'
import { type CliIo, EXIT } from './cliIo.ts'
import { convert } from './convert.ts'
import { inspect } from './inspect.ts'
import { serve } from './serve.ts'
import { stitch } from './stitch.ts'

interface Command {
  /** What follows `spanfall NAME` in the help text. */
  readonly usage: string
  readonly summary: string
  run(args: string[], io: CliIo): Promise<number>
}

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['inspect', { usage: 'FILE… [--json]', summary: 'what is in the dumps; FILE may be -', run: inspect }],
  ['convert', { usage: 'FILE…', summary: 'the spans of the dumps as OTLP JSON on standard output', run: convert }],
  ['stitch', { usage: 'FILE… [--json]', summary: 'where trace context broke: a verdict for each span', run: stitch }],
  [
    'check',
    {
      usage:
        'FILE… [--max-entry-orphan-rate 1%] [--trace ID [--expect-connected] [--expect-spans N]] [--baseline FILE] [--format text|json|markdown|junit]',
      summary: 'a gate for CI: exits 0 for pass, 1 for fail, 2 for inconclusive, 3 for input that cannot be read',
      run: check,
    },
  ],
  [
    'serve',
    {
      usage: '[FILE…] [--port N] [--jaeger URL] [--zipkin URL] [--tempo URL] [--prometheus URL] [--clickhouse URL]',
      summary: 'the built page, on this machine only, with the dumps open and the backends within its reach',
      run: serve,
    },
  ],
])

function helpText(): string {
  const lines = ['Spanfall opens a set of spans and says where trace context broke.', '', 'Usage:']
  for (const [name, { usage, summary }] of COMMANDS) lines.push(`  spanfall ${name} ${usage}`, `      ${summary}`)
  return `${lines.join('\n')}\n`
}

async function runCommand(args: string[], io: CliIo): Promise<number> {
  const [name, ...rest] = args
  if (name === '--help' || name === '-h') {
    io.stdout(helpText())
    return EXIT.pass
  }
  const command = name === undefined ? undefined : COMMANDS.get(name)
  if (command === undefined) {
    io.stderr(name === undefined ? helpText() : `There is no command "${name}"; spanfall --help lists them.\n`)
    return EXIT.unreadable
  }
  if (rest.includes('--help')) {
    io.stdout(`Usage: spanfall ${name} ${command.usage}\n    ${command.summary}\n`)
    return EXIT.pass
  }
  return command.run(rest, io)
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function drained(): Promise<void> {
  if (process.stdout.writableNeedDrain) await new Promise((resolve) => process.stdout.once('drain', resolve))
}

process.exitCode = await runCommand(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  stdin: readStdin,
  drained,
})
