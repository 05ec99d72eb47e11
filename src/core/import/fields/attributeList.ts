import type { Attribute, AttributeValue } from '../../model/details.ts'

/** Collects attributes in the order read. A key that occurs again takes its last value and is remembered. */
export class AttributeList {
  readonly #values = new Map<string, AttributeValue>()
  readonly #repeated = new Set<string>()

  add(key: string, value: AttributeValue): void {
    if (this.#values.has(key)) this.#repeated.add(key)
    this.#values.set(key, value)
  }

  /** True where `key` has been added. */
  has(key: string): boolean {
    return this.#values.has(key)
  }

  /** The attributes, each key once. */
  attributes(): Attribute[] {
    return [...this.#values].map(([key, value]) => ({ key, value }))
  }

  /** One sentence for each key that occurred more than once. */
  warnings(): string[] {
    return [...this.#repeated].map((key) => `The attribute “${key}” occurs more than once. The last value is shown.`)
  }
}
