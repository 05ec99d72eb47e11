import { queryOptions } from '@tanstack/react-query'

/** A built-in dump, as listed in `samples/index.json`. */
export interface Sample {
  /** As in a link: `source=sample:NAME`. */
  readonly name: string
  readonly file: string
  readonly title: string
  readonly description: string
  /** Heading below which it is offered. */
  readonly group: string
}

/** The list of built-in samples, from the page's own origin. */
export const samplesQuery = queryOptions({
  queryKey: ['samples'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }): Promise<readonly Sample[]> => {
    const response = await fetch('samples/index.json', { signal })
    if (!response.ok) throw new Error(`The list of samples answered ${response.status}.`)
    return response.json()
  },
})

/** The content of a sample. Rejects where the list does not hold it or the file does not come. */
export async function fetchSample(name: string, signal: AbortSignal): Promise<{ name: string; blob: Blob }> {
  const list = await fetch('samples/index.json', { signal })
  if (!list.ok) throw new Error(`The list of samples answered ${list.status}.`)
  const samples: readonly Sample[] = await list.json()
  const sample = samples.find((candidate) => candidate.name === name)
  if (sample === undefined) throw new Error(`There is no sample named “${name}”.`)
  const response = await fetch(`samples/${encodeURIComponent(sample.file)}`, { signal })
  if (!response.ok) throw new Error(`The sample “${name}” answered ${response.status}.`)
  return { name: sample.file, blob: await response.blob() }
}
