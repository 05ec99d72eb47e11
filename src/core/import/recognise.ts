import type { ByteSource } from '../model/byteSource.ts'
import type { Probe } from './format.ts'
import { type Candidate, rankFormats } from './formats.ts'
import { PROBE_BYTES, readProbe } from './probe.ts'

/** What is looked at where the beginning tells nothing: a value of some megabytes may stand before the spans. */
const SECOND_LOOK_BYTES = 16 * 1024 * 1024

/** What was seen of an input, and the formats that may read it, the surest first. */
export interface Recognition {
  readonly probe: Probe
  readonly candidates: readonly Candidate[]
}

/** Looks at the beginning of an input, and at more of it where no format knows that. Rejects where the source does. */
export async function recognise(source: ByteSource): Promise<Recognition> {
  const probe = await readProbe(source)
  const candidates = rankFormats(probe)
  if (candidates.length > 0 || source.size <= PROBE_BYTES) return { probe, candidates }
  const more = await readProbe(source, SECOND_LOOK_BYTES)
  return { probe: more, candidates: rankFormats(more) }
}
