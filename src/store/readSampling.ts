import { textAt } from '../core/model/spanTable.ts'
import { measureSampling, type SamplingSeen } from '../core/red/coverage.ts'
import type { RedGroup } from '../core/red/findEntries.ts'
import { sampledShare } from '../core/red/samplingThreshold.ts'
import { loadDetails } from './details.ts'
import type { SpanRed } from './red.ts'

/** Entries of a service whose tracestate is read. */
const READ_PER_SERVICE = 100
/** Read at the same time. */
const AT_ONCE = 50

/**
 * Reads what tracestates of entries tell of sampling: of 100 entries of each service, evenly chosen. Services are told as
 * they are read, the one named `first` before the others; a false answer ends the reading.
 */
export async function readSamplingOf(
  { opened, entries }: SpanRed,
  first: string | undefined,
  onRead: (service: string, seen: SamplingSeen) => boolean,
): Promise<void> {
  const { spans } = opened.dataset
  const nameOf = ({ service }: RedGroup) => textAt(spans, service)
  const isFirst = (group: RedGroup) => Number(nameOf(group) === first)
  for (const group of [...entries.services].sort((a, b) => isFirst(b) - isFirst(a))) {
    const wanted = choose(entries.rows, group)
    const shares: (number | undefined)[] = []
    for (let k = 0; k < wanted.length; k += AT_ONCE) {
      const states = await Promise.all(wanted.slice(k, k + AT_ONCE).map((span) => traceStateOf(opened, span)))
      shares.push(...states.map(sampledShare))
    }
    if (!onRead(nameOf(group), measureSampling(shares))) return
  }
}

function choose(rows: Uint32Array, { first, end }: RedGroup): number[] {
  const step = Math.max(1, (end - first) / READ_PER_SERVICE)
  const wanted: number[] = []
  for (let k = first; k < end; k += step) wanted.push(rows[Math.floor(k)])
  return wanted
}

/** '' where it cannot be read. */
async function traceStateOf(opened: SpanRed['opened'], span: number): Promise<string> {
  try {
    return (await loadDetails(opened, span)).details.traceState
  } catch {
    return ''
  }
}
