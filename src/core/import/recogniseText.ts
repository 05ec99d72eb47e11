import { textSource } from '../model/byteSource.ts'
import { rankFormats } from './formats.ts'
import { readProbe } from './probe.ts'

/** The id of the format that a text, or a value as JSON, is taken for; undefined where none knows it. */
export async function recogniseText(input: unknown): Promise<string | undefined> {
  const probe = await readProbe(textSource(typeof input === 'string' ? input : JSON.stringify(input)))
  return rankFormats(probe)[0]?.format.id
}
