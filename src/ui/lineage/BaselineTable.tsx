import { useRef } from 'react'
import type { RateComparison } from '../../core/lineage/compareCaptures.ts'
import { useStore } from '../../store/store.ts'
import { formatShare } from '../formatShare.ts'
import { RateText } from './RateText.tsx'

/** Before and after: the rates of another capture beside those of this one. */
export function BaselineTable() {
  const baseline = useStore((s) => s.baseline)
  const loading = useStore((s) => s.baselineLoading)
  const { openBaseline, closeBaseline } = useStore.getState()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <h2>Before and after</h2>
      <p className="quietText">
        {baseline === undefined
          ? 'Choose an earlier capture to see which rates have changed, and by how much.'
          : `Before: ${baseline.label}. After: what is open.`}{' '}
        <button type="button" className="linkButton" disabled={loading} onClick={() => input.current?.click()}>
          {loading ? 'Reading …' : baseline === undefined ? 'Choose a baseline' : 'Choose another'}
        </button>{' '}
        {baseline !== undefined && (
          <button type="button" className="linkButton" onClick={closeBaseline}>
            Remove
          </button>
        )}
      </p>
      <input
        ref={input}
        type="file"
        multiple
        aria-label="Baseline files"
        className="visuallyHidden"
        tabIndex={-1}
        onChange={(event) => {
          const files = Array.from(event.target.files ?? [], (file) => ({ name: file.name, blob: file }))
          if (files.length > 0) void openBaseline(files)
          event.target.value = ''
        }}
      />
      {baseline !== undefined && (
        <>
          <Comparison title="Service: entry orphan rate" rows={baseline.comparison.services} />
          <Comparison title="Boundary: break rate" rows={baseline.comparison.boundaries} />
        </>
      )}
    </>
  )
}

const points = (share: number) => `${share > 0 ? '+' : share < 0 ? '−' : ''}${formatShare(Math.abs(share))}`

function Comparison({ title, rows }: { readonly title: string; readonly rows: readonly RateComparison[] }) {
  return (
    <div className="tableScroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col">before</th>
            <th scope="col">after</th>
            <th scope="col">difference, in points</th>
            <th scope="col">verdict</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, before, after, difference, low, high, verdict }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <RateText rate={before} />
              </td>
              <td>
                <RateText rate={after} />
              </td>
              <td>
                {points(difference)} <small>({`${points(low)} to ${points(high)}`})</small>
              </td>
              <td className={verdict === 'worse' ? 'worse' : verdict === 'better' ? 'better' : ''}>{verdict}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
