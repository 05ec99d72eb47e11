/** An index into the texts of a dataset. */
export type TextIndex = number

/** Interns texts: equal texts get equal indices, counted from 0 in order of first sight. */
export class TextTable {
  readonly texts: string[] = []
  readonly #indices = new Map<string, TextIndex>()

  /** The index of `text`, new or known. */
  intern(text: string): TextIndex {
    const known = this.#indices.get(text)
    if (known !== undefined) return known
    const index = this.texts.length
    this.texts.push(text)
    this.#indices.set(text, index)
    return index
  }
}
