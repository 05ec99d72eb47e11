import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FORMATS } from './formats.ts'

test('every format has an id of its own and stands in the README', () => {
  expect(new Set(FORMATS.map(({ id }) => id)).size).toBe(FORMATS.length)
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  expect(FORMATS.filter(({ id, label }) => !readme.includes(`\n| ${label} | \`${id}\` |`))).toEqual([])
})
