import { expect, test } from 'vitest'
import { AttributeList } from '../fields/attributeList.ts'
import { objectFrom } from '../fields/fields.ts'
import { addFlattened } from './flattenJson.ts'
import { parseJson } from './parseJson.ts'

function flatten(text: string, told: readonly string[] = []) {
  const list = new AttributeList()
  addFlattened(list, objectFrom(parseJson(text)) ?? {}, (key) => told.includes(key))
  return list.attributes().map(({ key, value }) => [key, value.type])
}

test('keys are the way to the member, nulls and what is told are left out', () => {
  expect(flatten('{"a":{"b":1,"c":null,"d":{"e":"x"}},"f":[1],"g":{"h":1}}', ['a.d', 'g.h'])).toEqual([
    ['a.b', 'int'],
    ['f', 'array'],
  ])
})

test('keys are data', () => {
  expect(flatten('{"__proto__":{"constructor":1}}')).toEqual([['__proto__.constructor', 'int']])
})

test('what lies deep stays a map', () => {
  const deep = `${'{"a":'.repeat(20)}1${'}'.repeat(20)}`
  expect(flatten(deep)).toEqual([['a.a.a.a.a.a.a.a', 'map']])
})
