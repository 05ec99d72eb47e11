const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['ms', 1],
  ['', 1],
  ['s', 1000],
  ['m', 60_000],
  ['min', 60_000],
])

/** A duration as people write it, in ms; undefined for an empty text, NaN for anything else. */
export function readDurationMs(text: string): number | undefined {
  if (text.trim() === '') return undefined
  const [, number, unit] = /^(\d+(?:[.,]\d+)?)\s*(\p{L}*)$/u.exec(text.trim().toLowerCase().replace('μ', 'µ')) ?? []
  const scale = UNITS_MS.get(unit)
  return number === undefined || scale === undefined ? Number.NaN : Number(number.replace(',', '.')) * scale
}
