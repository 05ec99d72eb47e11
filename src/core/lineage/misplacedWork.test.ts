import { expect, test } from 'vitest'
import { judge, repeat } from '../../testing/judge.ts'

const request = (at: number) => `
shop: GET /      ${at}-${at + 20} @server
  shop: render   ${at + 5}-${at + 9} @internal
---`
const lacking = (at: number) => `
shop: GET /      ${at}-${at + 20} @server
---`

test('work below a request that was over, while another one lacks it, is below the wrong parent', () => {
  const drawing = `${repeat(30, 100, request)}
shop: GET /      5000-5020 @server
  shop: render   5005-5009 @internal
  shop: render   5105-5109 @internal
---
${lacking(5100)}`
  const verdicts = judge(drawing)
  const found = verdicts.all().filter((id) => id === 'misattached')
  expect(found).toHaveLength(1)
  const line = drawing
    .split('\n')
    .filter((text) => text.trim() !== '')
    .findIndex((text) => text.includes('5105'))
  expect(verdicts.at(line)).toBe('misattached')
  expect(verdicts.layer(line)).toBe('async-context')
  expect(verdicts.words(line)).toContain('“GET /” of shop')
})

test('of two below one of two requests at the same time, the one that comes as late as usual stays', () => {
  const drawing = `${repeat(30, 100, request)}
shop: GET /      5000-5020 @server
  shop: render   5005-5009 @internal
  shop: render   5013-5017 @internal
---
${lacking(5008)}`
  const verdicts = judge(drawing)
  const line = drawing
    .split('\n')
    .filter((text) => text.trim() !== '')
    .findIndex((text) => text.includes('5013'))
  expect(verdicts.at(line)).toBe('misattached')
  expect(verdicts.all().filter((id) => id === 'misattached')).toHaveLength(1)
})

test('work that is done twice, or late, is not where no other request lacks it', () => {
  const twice = `${repeat(30, 100, request)}
shop: GET /      5000-5020 @server
  shop: render   5005-5009 @internal
  shop: render   5113-5117 @internal
---
${request(5100)}`
  expect(judge(twice).all()).not.toContain('misattached')
})

test('work that some requests do not need says nothing', () => {
  const drawing = `${repeat(30, 100, (at, k) => (k % 3 === 0 ? lacking(at) : request(at)))}
shop: GET /      5000-5020 @server
  shop: render   5005-5009 @internal
  shop: render   5105-5109 @internal
---
${lacking(5100)}`
  expect(judge(drawing).all()).not.toContain('misattached')
})
