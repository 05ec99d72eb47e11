import { useState } from 'react'
import { type RawContext as Context, loadRawContext } from '../../store/rawContext.ts'

/** The bytes around a problem, shown when asked for. */
export function RawContext({ blob, byte }: { readonly blob: Blob; readonly byte: number }) {
  const [context, setContext] = useState<Context | string>()
  const show = () => loadRawContext(blob, byte).then(setContext, () => setContext('The file can no longer be read.'))
  if (context === undefined) {
    return (
      <button type="button" className="quiet" aria-label={`Show the bytes around ${byte}`} onClick={show}>
        Show
      </button>
    )
  }
  if (typeof context === 'string') return <p>{context}</p>
  return (
    <pre className="rawContext">
      {context.before}
      <mark>{context.after.charAt(0)}</mark>
      {context.after.slice(1)}
    </pre>
  )
}
