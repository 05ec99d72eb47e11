import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeBeforeAndAfter } from '../core/lab/beforeAndAfter.ts'
import { writeOtlpJson } from '../core/lab/otlpJson.ts'
import { makeSampleFiles } from '../core/lab/samples.ts'

// Writes public/samples; run from the top of the repository by `npm run samples`. With a folder as its argument it writes
// before.json and after.json there instead: two captures to compare.
const [target] = process.argv.slice(2)
const folder = target ?? 'public/samples'
mkdirSync(folder, { recursive: true })
const files = target === undefined ? makeSampleFiles() : pairFiles()
for (const [file, text] of files) writeFileSync(join(folder, file), text)

function pairFiles(): Map<string, string> {
  return new Map(
    Object.entries(makeBeforeAndAfter()).map(([name, spans]) => [`${name}.json`, [...writeOtlpJson(spans)].join('')]),
  )
}
