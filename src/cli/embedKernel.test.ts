import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

test('the embedded kernel is what src/kernel makes', () => {
  expect(() => execFileSync(process.execPath, ['src/cli/embedKernel.js', '--check'])).not.toThrow()
}, 60_000)
