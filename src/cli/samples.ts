import { mkdirSync, writeFileSync } from 'node:fs'
import { makeSampleFiles } from '../core/lab/samples.ts'

// Writes public/samples; run from the top of the repository by `npm run samples`.
const folder = 'public/samples'
mkdirSync(folder, { recursive: true })
for (const [file, text] of makeSampleFiles()) writeFileSync(`${folder}/${file}`, text)
