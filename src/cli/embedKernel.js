import { readFileSync, writeFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'

// Compiles src/kernel and writes it into core/import/kernel/kernelWasm.ts; run from the top of the repository by
// `npm run kernel`. With `--check` it writes nothing and ends with 1 where that file is not what src/kernel makes.

const TARGET = 'src/core/import/kernel/kernelWasm.ts'
const LINE_LENGTH = 100

/** @type {Uint8Array | undefined} */
let wasm
const { error, stderr } = await asc.main(
  'src/kernel/spans.ts --outFile kernel.wasm --runtime stub --enable simd --noAssert -O3 --initialMemory 6'.split(' '),
  {
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm' && typeof contents !== 'string') wasm = contents
    },
  },
)
if (error !== null || wasm === undefined) {
  process.stderr.write(String(stderr))
  process.exit(2)
}

const base64 = Buffer.from(wasm).toString('base64')
const lines = base64.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? []
const text = `// Made by \`npm run kernel\` from src/kernel; not to be edited.

/** The kernel as a WebAssembly module, in base64: in the script itself, so that no runtime has to fetch it. */
export const KERNEL_BASE64 = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('')
`

if (!process.argv.includes('--check')) writeFileSync(TARGET, text)
else if (readFileSync(TARGET, 'utf8') !== text) process.exit(1)
