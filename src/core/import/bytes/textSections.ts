import type { Attribute } from '../../model/details.ts'
import { readArrayText } from '../fields/arrayText.ts'
import { AttributeList } from '../fields/attributeList.ts'

/** An attribute as a text dump prints it: without its type. */
export interface TextAttribute {
  readonly key: string
  text: string
}

/** True for a line that does not begin at the margin. */
export function isIndented(line: string): boolean {
  return line.startsWith(' ') || line.startsWith('\t')
}

/** Adds a line to the value before it, which has line breaks. */
export function addToLast(list: readonly TextAttribute[], line: string): void {
  const last = list.at(-1)
  if (last !== undefined) last.text += `\n${line}`
}

/** Attributes from printed ones: strings, and arrays where the text is one. A key that occurs again takes its last value. */
export function textAttributes(list: readonly TextAttribute[]): Attribute[] {
  const attributes = new AttributeList()
  for (const { key, text } of list) attributes.add(key, readArrayText(text) ?? { type: 'string', value: text })
  return attributes.attributes()
}
