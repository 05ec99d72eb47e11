import { ByteTable } from '../bytes/byteTexts.ts'
import { field, isJsonObject } from '../fields/fields.ts'
import { JsonValues } from '../json/jsonValues.ts'
import { otlpText } from './otlpValues.ts'

/** Resources that are remembered, and the bytes of the longest of them. */
const MAX_KNOWN = 10_000
const MAX_BYTES = 4096

/** The services of OTLP resources, by their bytes: a file repeats few of them many times. */
export class OtlpServices {
  readonly #known = new ByteTable()
  readonly #services: (string | undefined)[] = []
  #isClean = true
  readonly #values = new JsonValues(() => {
    this.#isClean = false
  })

  /**
   * The service of the resource that lies there and is valid JSON; undefined where it names none, where there is something
   * to report about it, and where it is too long or one too many to be remembered.
   */
  of(bytes: Uint8Array, from: number, length: number): string | undefined {
    if (length > MAX_BYTES) return undefined
    const known = this.#known.find(bytes, from, length)
    if (known !== -1) return this.#services[known]
    if (this.#services.length === MAX_KNOWN) return undefined
    const service = this.#read(bytes.subarray(from, from + length))
    this.#services[this.#known.add(bytes, from, length)] = service
    return service
  }

  #read(resource: Uint8Array): string | undefined {
    this.#isClean = true
    const value = this.#values.value(resource, { byte: 0, line: 1 }, false, false)
    if (!this.#isClean || !isJsonObject(value)) return undefined
    return otlpText(field(value, 'attributes'), 'service.name') || undefined
  }
}
