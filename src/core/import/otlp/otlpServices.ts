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
   * The service of a resource that is valid JSON; undefined where it names none, where there is something to report about
   * it, and where it is too long or one too many to be remembered.
   */
  of(resource: Uint8Array): string | undefined {
    if (resource.length > MAX_BYTES) return undefined
    const known = this.#known.find(resource, 0, resource.length)
    if (known !== -1) return this.#services[known]
    if (this.#services.length === MAX_KNOWN) return undefined
    this.#isClean = true
    const value = this.#values.value(resource, { byte: 0, line: 1 }, false, false)
    const isPlain = this.#isClean && isJsonObject(value)
    const service = isPlain ? otlpText(field(value, 'attributes'), 'service.name') : undefined
    this.#services[this.#known.add(resource, 0, resource.length)] = service || undefined
    return service || undefined
  }
}
