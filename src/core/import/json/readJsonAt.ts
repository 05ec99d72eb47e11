import type { ByteSource } from '../../model/byteSource.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import { decodeUtf8 } from '../bytes/utf8.ts'
import { parseJson } from './parseJson.ts'

/** The JSON value that lies in a stretch of a source, parsed again; undefined for no stretch and for what is no JSON. */
export async function readJsonAt(source: ByteSource, range: SourceRange | undefined): Promise<unknown> {
  if (range === undefined || range.byteLength === 0) return undefined
  return parseJson(decodeUtf8(await source.read(range.byte, range.byte + range.byteLength)))
}
