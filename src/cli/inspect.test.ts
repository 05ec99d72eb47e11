import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { inspect } from './inspect.ts'

const folder = mkdtempSync(join(tmpdir(), 'spanfall-'))
afterAll(() => rmSync(folder, { recursive: true }))

const SPAN = {
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: 'eee19b7ec3c1b174',
  parentSpanId: 'eee19b7ec3c1b173',
  name: 'get',
  startTimeUnixNano: '1544712660000000001',
  endTimeUnixNano: '1544712661000000002',
}
const DUMP = JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ spans: [SPAN] }] }] })

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

async function run(args: string[], input = '') {
  const printed = { out: '', err: '' }
  const code = await inspect(args, {
    stdout: (text) => {
      printed.out += text
    },
    stderr: (text) => {
      printed.err += text
    },
    stdin: () => Promise.resolve(new TextEncoder().encode(input)),
  })
  return { code, ...printed }
}

test('--json prints the figures, times as decimal strings, diagnostics by code', async () => {
  const { code, out } = await run([file('a.json', `${DUMP}\n{"resourceSpans":[`), '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toEqual({
    formats: ['otlp-jsonl'],
    records: 1,
    spans: 1,
    traces: 1,
    services: 0,
    serviceNames: [],
    roots: 0,
    orphans: 1,
    selfParents: 0,
    cycleSpans: 0,
    duplicates: 0,
    multiRootTraces: 0,
    errors: 0,
    startsBeforeParent: 0,
    noStart: 0,
    minStartNs: '1544712660000000001',
    maxEndNs: '1544712661000000002',
    maxDepth: 1,
    diagnostics: [
      { code: 'resource.service', count: 1, first: { message: expect.any(String), byte: 30, line: 1 } },
      { code: 'json.truncated', count: 1, first: { message: expect.any(String), byte: DUMP.length + 19, line: 2 } },
    ],
  })
})

test('without --json there is a table, with the line of each problem', async () => {
  const { code, out } = await run([file('b.json', DUMP), '-'], DUMP)
  expect(code).toBe(0)
  expect(out).toContain('otlp-json')
  expect(out).toMatch(/^repeated ids +1$/m)
  expect(out).toMatch(/^from +2018-12-13 14:51:00.000000001 UTC$/m)
  expect(out).toMatch(/^b\.json:1 +resource\.service +1× /m)
  expect(out).toMatch(/^-:1 +span\.duplicateEqual +1× /m)
})

test('what cannot be read, and wrong arguments, give 3', async () => {
  expect(await run([])).toMatchObject({ code: 3, err: expect.stringContaining('Name a file') })
  expect(await run(['--jsn', 'x'])).toMatchObject({ code: 3, err: expect.stringContaining('--jsn') })
  expect(await run([join(folder, 'none.json')])).toMatchObject({ code: 3, err: expect.stringContaining('none.json') })
  expect(await run([folder])).toMatchObject({ code: 3, err: expect.stringContaining('folder') })
  const unknown = await run(['-', '--json'], '{"a":1}')
  expect(unknown.code).toBe(3)
  expect(JSON.parse(unknown.out)).toMatchObject({ formats: [], spans: 0, diagnostics: [{ code: 'format.unknown' }] })
})

test('a dump without spans is no failure', async () => {
  expect((await run(['-'], '{"resourceSpans":[]}')).code).toBe(0)
})
