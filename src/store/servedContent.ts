import type { Connection } from '../sources/connection.ts'
import type { ServedFile } from '../sources/pageConfig.ts'
import type { NamedBlob } from '../worker/protocol.ts'
import { readLink } from './link.ts'
import type { Store } from './store.ts'

/**
 * Takes what the page was served with: a Prometheus stands beside the spans, and the files are opened, unless the address
 * names something else.
 */
export async function takeServed(
  connections: readonly Connection[],
  files: readonly ServedFile[],
  get: () => Store,
): Promise<void> {
  const prometheus = connections.find(({ kind, isServed, isHidden }) => kind === 'prometheus' && isServed && !isHidden)
  if (prometheus !== undefined && get().connection === undefined) {
    const { redConnectionOf } = await import('./redConnection.ts')
    await get().connectRed(redConnectionOf(prometheus))
  }
  const link = readLink(window.location.search)
  if (files.length === 0 || link.source !== undefined || get().opened !== undefined) return
  const blobs = await Promise.all(files.map(fetchFile))
  const problems = blobs.filter((blob) => typeof blob === 'string')
  const wanted = get().opened === undefined && get().importing === undefined
  if (wanted)
    await get().openFiles(
      blobs.filter((blob): blob is NamedBlob => typeof blob !== 'string'),
      { link },
    )
  if (problems.length > 0) get().fail(problems.join(' '))
}

/** A file that the page was served with, or why it did not come. */
async function fetchFile({ name, url }: ServedFile): Promise<NamedBlob | string> {
  try {
    const response = await fetch(url, { credentials: 'same-origin' })
    return response.ok ? { name, blob: await response.blob() } : `${name} answered ${response.status}.`
  } catch {
    return `${name} could not be fetched.`
  }
}
