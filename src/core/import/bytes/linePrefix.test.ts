import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { dotnetConsole } from '../consoles/dotnetConsole.ts'
import { jsConsole } from '../consoles/jsConsole.ts'
import { rustConsole } from '../consoles/rustConsole.ts'
import type { Format } from '../format.ts'
import { recogniseText } from '../recogniseText.ts'

const TRACE = '47987df606e9cc193b9cecf545017ef0'
const TEXTS: readonly [format: Format, text: string][] = [
  [
    jsConsole,
    `listening on 8080
{
  resource: { attributes: { 'service.name': 'shop' } },
  traceId: '${TRACE}',
  id: 'b7ad6b7169203331',
  name: 'get',
  kind: 0,
  timestamp: 1760000000000000,
  duration: 1000,
  attributes: { note: 'a | b' },
  status: { code: 0 },
  events: [],
  links: []
}
`,
  ],
  [
    dotnetConsole,
    `Activity.TraceId:            ${TRACE}
Activity.SpanId:             b7ad6b7169203331
Activity.DisplayName:        get
Activity.Kind:               Server
Activity.StartTime:          2025-10-09T08:53:20.0000000Z
Activity.Duration:           00:00:00.0010000
Activity.Tags:
    note: two
words | more
Resource associated with Activity:
    service.name: shop

info: done
`,
  ],
  [
    rustConsole,
    `Spans
Resource
\t ->  service.name=String(Static("shop"))
Span #0
\tInstrumentation Scope
\t\tName         : "lib"

\tName         : get
\tTraceId      : ${TRACE}
\tSpanId       : b7ad6b7169203331
\tKind         : Internal
\tStart time   : 2025-10-09 08:53:20.000000
\tEnd time     : 2025-10-09 08:53:20.001000
\tStatus       : Unset
`,
  ],
]
const PREFIXES = [
  'app-1  | ',
  'shop-6d4f-x2k | 2025-10-09T08:53:20.123456789Z ',
  '2025-10-09T08:53:20.123456789Z ',
  'Oct  9 08:53:20 host shop[12]: ',
  '2025-10-09T08:53:20+0200 host shop[12]: ',
]
const cases = TEXTS.flatMap(([format, text]) => PREFIXES.map((prefix) => [format.id, prefix, format, text] as const))

test.each(cases)('%s behind “%s” reads as without', async (id, prefix, format, text) => {
  const logged = text.replace(/^(?=.)/gm, prefix).replace(/^$/gm, prefix.trimEnd())
  expect(await recogniseText(logged)).toBe(id)
  const plain = await readText(format, text)
  const found = await readText(format, logged)
  expect(found.spans).toHaveLength(1)
  expect(found.codes).toEqual(plain.codes)
  const { at, byteLength: _, ...span } = found.spans[0]
  expect(plain.spans).toMatchObject([span])
  expect(at.line).toBe(plain.spans[0].at.line)
  expect(logged.slice(at.byte).startsWith(prefix)).toBe(true)
  expect(await found.details(0)).toEqual(await plain.details(0))
})

test('a bar inside the values of a log without prefixes stays', async () => {
  const { details } = await readText(dotnetConsole, TEXTS[1][1])
  expect(await details(0)).toMatchObject({ attributes: [{ key: 'note', value: { value: 'two\nwords | more' } }] })
})

test('spans are recognised behind 60 KB of other lines', async () => {
  const noise = 'info: starting\n\n'.repeat(3800)
  for (const [format, text] of TEXTS) expect(await recogniseText(noise + text)).toBe(format.id)
})

test('blank lines cost no more than other text', async () => {
  const begin = performance.now()
  expect(await recogniseText('\n'.repeat(64 * 1024))).toBe(undefined)
  expect(await recogniseText(' '.repeat(64 * 1024))).toBe(undefined)
  expect(performance.now() - begin).toBeLessThan(2000)
})
