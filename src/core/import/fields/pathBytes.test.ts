import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashText, PathBytes } from './pathBytes.ts'
import { pathTemplate } from './pathTemplate.ts'

const segment = fc.oneof(
  fc.stringMatching(/^[0-9]{0,4}$/),
  fc.stringMatching(/^[0-9a-fA-F]{10,14}$/),
  fc.stringMatching(/^[\w-]{18,22}$/),
  fc.uuid(),
  fc.constantFrom('orders', '{id}', ':id', '<id>', '*', 'a.b', 'ä', ''),
)
const path = fc
  .tuple(fc.array(segment, { maxLength: 5 }), fc.constantFrom('', '?a=/1', '#x'))
  .map(([segments, query]) => `/${segments.join('/')}${query}`)

test('a path read from its bytes has the template and the hash that its text has', () => {
  const reader = new PathBytes()
  let read = 0
  fc.assert(
    fc.property(path, (text) => {
      const bytes = new TextEncoder().encode(`<${text}>`)
      const template = reader.template(bytes, 1, bytes.length - 1)
      if (template === undefined) return
      read++
      expect(template).toBe(pathTemplate(text))
      expect(reader.hash).toBe(hashText(text.replace(/[?#].*/, '')))
    }),
    { numRuns: 500 },
  )
  expect(read).toBeGreaterThan(100)
})
