import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { EXIT } from './cliIo.ts'
import { convert } from './convert.ts'

const folder = mkdtempSync(join(tmpdir(), 'spanfall-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Answer {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function run(args: readonly string[], input = ''): Promise<Answer> {
  let out = ''
  let err = ''
  const code = await convert(args, {
    stdout: (text) => {
      out += text
    },
    stderr: (text) => {
      err += text
    },
    stdin: () => Promise.resolve(new TextEncoder().encode(input)),
  })
  return { code, out, err }
}

const zipkin = JSON.stringify([
  { traceId: 'a3ce929d0e0e4736', id: '00f067aa0ba902b7', name: 'get /x', kind: 'CLIENT', timestamp: 1e15, duration: 5 },
])

test('spans of any format come out as OTLP JSON', async () => {
  const { code, out, err } = await run(['-'], zipkin)
  expect(code).toBe(EXIT.pass)
  expect(err).toBe('')
  expect(JSON.parse(out).resourceSpans[0].scopeSpans[0].spans).toEqual([
    {
      traceId: '0000000000000000a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      name: 'get /x',
      kind: 3,
      startTimeUnixNano: '1000000000000000000',
      endTimeUnixNano: '1000000000000005000',
      attributes: [],
      status: {},
    },
  ])
})

test('packed files are unpacked, and several become one dataset', async () => {
  const packed = join(folder, 'a.json.gz')
  const plain = join(folder, 'b.json')
  writeFileSync(packed, gzipSync(zipkin))
  writeFileSync(plain, zipkin)
  const { code, out, err } = await run([packed, plain])
  expect(code).toBe(EXIT.pass)
  expect(out.match(/"spanId"/g)).toHaveLength(1)
  expect(err).toContain('span.duplicateEqual, 1×')
})

test('what cannot be read is told, and nothing is invented', async () => {
  expect((await run([])).code).toBe(EXIT.unreadable)
  expect((await run(['--yes'])).err).toContain('Unknown option --yes')
  const { code, out, err } = await run(['-'], 'hello')
  expect(code).toBe(EXIT.unreadable)
  expect(err).toContain('format.unknown')
  expect(JSON.parse(out)).toEqual({ resourceSpans: [] })
})
