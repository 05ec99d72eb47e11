/** A format that an input can be read as. */
export interface FormatChoice {
  readonly id: string
  readonly label: string
}

/** All formats, by label. Loads their readers: not before somebody asks. */
export async function listFormats(): Promise<readonly FormatChoice[]> {
  const { FORMATS } = await import('../core/import/formats.ts')
  return FORMATS.map(({ id, label }) => ({ id, label })).sort((a, b) => (a.label < b.label ? -1 : 1))
}
