import { textAt } from '../core/model/spanTable.ts'
import { measureSampling, type SamplingSeen } from '../core/red/coverage.ts'
import { sampledShare } from '../core/red/samplingThreshold.ts'
import { loadDetails } from './details.ts'
import type { SpanRed } from './red.ts'

/** Entries of a service whose tracestate is read. */
const READ_PER_SERVICE = 200
/** Read at the same time. */
const AT_ONCE = 20

/** Reads what tracestates of entries tell of sampling: of 200 entries of each service, evenly chosen. */
export async function readSamplingOf({ opened, entries }: SpanRed): Promise<Map<string, SamplingSeen>> {
  const found = new Map<string, SamplingSeen>()
  for (const { service, first, end } of entries.services) {
    const step = Math.max(1, (end - first) / READ_PER_SERVICE)
    const wanted: number[] = []
    for (let k = first; k < end; k += step) wanted.push(entries.rows[Math.floor(k)])
    const shares: (number | undefined)[] = []
    for (let k = 0; k < wanted.length; k += AT_ONCE) {
      const states = await Promise.all(wanted.slice(k, k + AT_ONCE).map((span) => traceStateOf(opened, span)))
      shares.push(...states.map(sampledShare))
    }
    found.set(textAt(opened.dataset.spans, service), measureSampling(shares))
  }
  return found
}

/** '' where it cannot be read. */
async function traceStateOf(opened: SpanRed['opened'], span: number): Promise<string> {
  try {
    return (await loadDetails(opened, span)).details.traceState
  } catch {
    return ''
  }
}
