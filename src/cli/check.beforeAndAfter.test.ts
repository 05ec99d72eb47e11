import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { diagnoseDataset } from '../core/diagnoseDataset.ts'
import { importDataset } from '../core/importDataset.ts'
import { makeBeforeAndAfter } from '../core/lab/beforeAndAfter.ts'
import type { LabSpan } from '../core/lab/labSpan.ts'
import { writeOtlpJson } from '../core/lab/otlpJson.ts'
import { compareCaptures } from '../core/lineage/compareCaptures.ts'
import { textSource } from '../core/model/byteSource.ts'
import { check } from './check.ts'

/** Entries from which a rate of 0 is known to lie below 1 %. */
const ENOUGH = 381

const pair = makeBeforeAndAfter()
const folder = mkdtempSync(join(tmpdir(), 'spanfall-'))
const before = join(folder, 'before.json')
const after = join(folder, 'after.json')
const text = (spans: readonly LabSpan[]) => [...writeOtlpJson(spans)].join('')

beforeAll(() => {
  writeFileSync(before, text(pair.before))
  writeFileSync(after, text(pair.after))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function measure(spans: readonly LabSpan[]) {
  const source = textSource(text(spans))
  const dataset = await importDataset([{ name: 'capture.json', source }])
  return (await diagnoseDataset(dataset, [source])).measures
}

async function run(...args: string[]) {
  let out = ''
  const code = await check(args, {
    stdout: (written) => {
      out += written
    },
    stderr: () => {},
    stdin: () => Promise.resolve(new Uint8Array(0)),
  })
  return { code, out }
}

test('every service and every kind of boundary is better, and known to be below 1 %', { timeout: 60_000 }, async () => {
  const { services, boundaries } = compareCaptures(await measure(pair.before), await measure(pair.after))
  const mended = [
    ...services.filter(({ name }) => name !== 'gateway'),
    ...boundaries.filter(({ name }) => name !== 'orders → mailer'),
  ]
  expect(mended.map(({ name }) => name)).toEqual([
    'all services',
    'billing',
    'mailer',
    'orders',
    'gateway → orders',
    'mailer: write mail',
    'orders → [invoices] → billing',
  ])
  for (const { name, verdict, before: broken, after: fixed } of mended) {
    expect(verdict, name).toBe('better')
    expect(Math.min(broken.of, fixed.of), name).toBeGreaterThanOrEqual(ENOUGH)
    expect(broken.low, name).toBeGreaterThan(0.25)
    expect(fixed.high, name).toBeLessThan(0.01)
  }
})

test('the gate passes what was mended, fails what broke, and prints the table', { timeout: 60_000 }, async () => {
  const mended = await run(after, '--baseline', before, '--max-entry-orphan-rate', '1%', '--format', 'markdown')
  expect(mended.code).toBe(0)
  expect(mended.out).toMatch(/\| orders → \[invoices\] → billing \|.*better/)
  expect((await run(before, '--baseline', after)).code).toBe(1)
})
