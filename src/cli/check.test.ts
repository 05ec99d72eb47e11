import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { check } from './check.ts'
import { stitch } from './stitch.ts'

const folder = mkdtempSync(join(tmpdir(), 'spanfall-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Span {
  readonly service: string
  readonly trace: number
  readonly id: number
  readonly parent?: number
  readonly kind: number
  readonly fromMs: number
  readonly toMs: number
  readonly peer?: string
}

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0')

function dump(name: string, spans: readonly Span[]): string {
  const resourceSpans = spans.map(({ service, trace, id, parent, kind, fromMs, toMs, peer }) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [
      {
        spans: [
          {
            traceId: hex(trace + 1, 32),
            spanId: hex(id, 16),
            ...(parent === undefined ? {} : { parentSpanId: hex(parent, 16) }),
            name: 'GET /x',
            kind,
            startTimeUnixNano: String(1_700_000_000_000_000_000n + BigInt(fromMs * 1e6)),
            endTimeUnixNano: String(1_700_000_000_000_000_000n + BigInt(toMs * 1e6)),
            attributes: peer === undefined ? [] : [{ key: 'peer.service', value: { stringValue: peer } }],
          },
        ],
      },
    ],
  }))
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify({ resourceSpans }))
  return path
}

/** So many calls of shop to pay, of which the first `torn` lose their context. */
function calls(name: string, count: number, torn: number): string {
  return dump(
    name,
    Array.from({ length: count }, (_, k): Span[] => {
      const at = 100 * k
      const isTorn = k < torn
      return [
        { service: 'shop', trace: 2 * k, id: 4 * k + 1, kind: 2, fromMs: at, toMs: at + 50 },
        {
          service: 'shop',
          trace: 2 * k,
          id: 4 * k + 2,
          parent: 4 * k + 1,
          kind: 3,
          fromMs: at + 5,
          toMs: at + 40,
          peer: 'pay',
        },
        {
          service: 'pay',
          trace: isTorn ? 2 * k + 1 : 2 * k,
          id: 4 * k + 3,
          ...(isTorn ? {} : { parent: 4 * k + 2 }),
          kind: 2,
          fromMs: at + 6,
          toMs: at + 39,
        },
      ]
    }).flat(),
  )
}

async function run(command: typeof check, args: string[]) {
  const printed = { out: '', err: '' }
  const code = await command(args, {
    stdout: (text) => {
      printed.out += text
    },
    stderr: (text) => {
      printed.err += text
    },
    stdin: () => Promise.resolve(new Uint8Array(0)),
  })
  return { code, ...printed }
}

test('the gate passes, fails, and says where it cannot tell', async () => {
  expect((await run(check, [calls('good.json', 400, 0)])).code).toBe(0)
  expect((await run(check, [calls('small.json', 40, 0)])).code).toBe(2)
  const { code, out } = await run(check, [calls('bad.json', 400, 100)])
  expect(code).toBe(1)
  expect(out).toContain('pay: entry orphan rate')
  expect(out).toContain('shop → pay: 100 of 400 broken, split_http')
  expect((await run(check, [calls('lax.json', 400, 100), '--max-entry-orphan-rate=50%'])).code).toBe(0)
})

test('expectations of a trace are exact', async () => {
  const path = calls('trace.json', 2, 1)
  const whole = hex(3, 32)
  const torn = hex(1, 32)
  expect((await run(check, [path, '--trace', whole, '--expect-connected', '--expect-spans', '3'])).code).toBe(0)
  expect((await run(check, [path, '--trace', torn, '--expect-connected'])).code).toBe(0)
  expect((await run(check, [path, '--trace', torn, '--expect-spans', '3'])).code).toBe(1)
  expect((await run(check, [path, '--trace', hex(99, 32), '--expect-connected'])).code).toBe(1)
})

test('a trace in pieces is not connected', async () => {
  const piece = { service: 'shop', trace: 1, kind: 2, fromMs: 0, toMs: 1 }
  const path = dump('pieces.json', [
    { ...piece, id: 1 },
    { ...piece, id: 2, parent: 9 },
  ])
  const { code, out } = await run(check, [path, '--trace', hex(2, 32), '--expect-connected'])
  expect(code).toBe(1)
  expect(out).toContain('in 2 pieces')
})

test('a baseline fails what became worse', async () => {
  const [good, bad] = [calls('before.json', 400, 0), calls('after.json', 400, 100)]
  expect((await run(check, [bad, '--baseline', good])).code).toBe(1)
  expect((await run(check, [good, '--baseline', bad])).code).toBe(0)
})

test('the formats hold the same outcome', async () => {
  const path = calls('formats.json', 400, 100)
  const json = JSON.parse((await run(check, [path, '--format', 'json'])).out)
  expect(json.outcome).toBe('fail')
  expect(json.report.boundaries[0]).toMatchObject({ boundary: 'shop → pay', class: 'split_http', layer: 'http-client' })
  const markdown = (await run(check, [path, '--format', 'markdown'])).out
  expect(markdown).toContain('**FAIL**')
  expect(markdown).toContain('## shop → pay: 25 % (100 of 400) broken')
  const junit = (await run(check, [path, '--format', 'junit'])).out
  expect(junit).toContain('<testsuites tests="1" failures="1" skipped="0">')
})

test.each([
  [[]],
  [['--nonsense', 'x.json']],
  [['x.json', '--max-entry-orphan-rate', 'many']],
  [['x.json', '--expect-connected']],
  [['x.json', '--trace', 'a', '--expect-spans', '1.5']],
  [['x.json', '--format', 'xml']],
  [['x.json', '--format']],
  [['absent.json']],
])('wrong arguments and unreadable input exit with 3: %j', async (args) => {
  const { code, err } = await run(check, args)
  expect(code).toBe(3)
  expect(err).not.toBe('')
})

test('stitch --json lists every span that is not intact', async () => {
  const { code, out } = await run(stitch, [calls('stitch.json', 2, 1), '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toEqual({
    stitches: [],
    defects: [
      { traceId: hex(1, 32), spanId: hex(1, 16), class: 'legit_root', layer: 'none' },
      { traceId: hex(2, 32), spanId: hex(3, 16), class: 'split_http', layer: 'http-client' },
      { traceId: hex(3, 32), spanId: hex(5, 16), class: 'legit_root', layer: 'none' },
    ],
  })
})
