import { traceIdText } from '../core/analysis/findSpan.ts'
import { textAt } from '../core/model/spanTable.ts'
import type { Connection } from '../sources/connection.ts'
import { fetchSearch } from '../sources/queries.ts'
import type { SearchHit, TraceSearch } from '../sources/traceSource.ts'
import type { Imported } from '../worker/protocol.ts'
import { importInWorker } from '../worker/runInWorker.ts'

/**
 * What a search finds, latest first. Some backends answer with the traces themselves: those go through the importer, off
 * the main thread. Rejects with a SourceError, or with the reason of the signal.
 */
export async function searchHits(
  connection: Connection,
  search: TraceSearch,
  signal: AbortSignal,
): Promise<readonly SearchHit[]> {
  const answer = await fetchSearch(connection, search, signal)
  const hits = answer.kind === 'hits' ? answer.hits : await hitsOf(connection.name, answer.blob, signal)
  return [...hits].sort((a, b) => (b.startMs ?? 0) - (a.startMs ?? 0))
}

async function hitsOf(name: string, blob: Blob, signal: AbortSignal): Promise<SearchHit[]> {
  const controller = new AbortController()
  let hits: SearchHit[] = []
  const read = importInWorker(
    [{ name, blob }],
    { signal: AbortSignal.any([signal, controller.signal]), enough: new AbortController().signal },
    {
      onProgress: () => undefined,
      onPreview: () => undefined,
      onImported: (imported) => {
        hits = listHits(imported)
        // Nobody asked for a diagnosis.
        controller.abort()
      },
      onDiagnosis: () => undefined,
    },
  )
  await read.catch((error: unknown) => {
    signal.throwIfAborted()
    if (!controller.signal.aborted) throw error
  })
  return hits
}

function listHits({ dataset: { spans }, summaries }: Imported): SearchHit[] {
  const { traces } = spans
  return Array.from({ length: traces.length }, (_, trace) => {
    const headline = summaries.headline[trace]
    return {
      traceId: traceIdText(spans, trace),
      service: textAt(spans, spans.service[headline]),
      name: textAt(spans, spans.name[headline]),
      startMs: Number(traces.originNs[trace] / 1000n) / 1000,
      durationMs: traces.durationNs[trace] / 1e6,
      spans: summaries.spans[trace],
      errors: summaries.errors[trace],
    }
  })
}
