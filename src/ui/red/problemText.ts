import { problemWords } from '../../sources/problemWords.ts'
import { SourceError } from '../../sources/traceSource.ts'

/** Why a Prometheus gave no answer, and what to do about it. */
export function problemText(error: unknown, url: string): string {
  if (!(error instanceof SourceError)) return error instanceof Error ? error.message : String(error)
  const { short, help } = problemWords(error.problem, { kind: 'prometheus', url })
  return help === '' ? short : `${short} ${help}`
}
