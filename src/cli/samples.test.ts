import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeSampleFiles } from '../core/lab/samples.ts'

const folder = new URL('../../public/samples/', import.meta.url)

test('public/samples holds what `npm run samples` makes, and nothing else', () => {
  const files = makeSampleFiles()
  expect(readdirSync(folder).sort()).toEqual([...files.keys()].sort())
  for (const [file, text] of files) {
    expect(readFileSync(new URL(file, folder), 'utf8') === text, `${file} differs: run npm run samples`).toBe(true)
  }
})
