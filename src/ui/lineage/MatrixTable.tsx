import type { CSSProperties } from 'react'
import type { BoundaryMatrix } from '../../core/lineage/boundaryMatrix.ts'
import { formatShare } from '../formatShare.ts'

/** Callers down, callees across; a cell is the share of crossings that broke. */
export function MatrixTable({ matrix }: { readonly matrix: BoundaryMatrix }) {
  const cells = new Map(matrix.cells.map((cell) => [`${cell.row} ${cell.column}`, cell.breaks]))
  return (
    <div className="tableScroll">
      <table className="matrix">
        <caption className="visuallyHidden">Break rate by caller and callee</caption>
        <thead>
          <tr>
            <th scope="col">caller ↓ callee →</th>
            {matrix.calleeNames.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.callerNames.map((caller, row) => (
            <tr key={caller}>
              <th scope="row">{caller}</th>
              {matrix.calleeNames.map((callee, column) => {
                const breaks = cells.get(`${row} ${column}`)
                if (breaks === undefined) return <td key={callee} />
                return (
                  <td
                    key={callee}
                    className={breaks.count > 0 ? 'broken' : 'whole'}
                    style={{ '--share': breaks.rate } as CSSProperties}
                    title={`${breaks.count} of ${breaks.of} crossings broke; 95 % interval ${formatShare(breaks.low)}–${formatShare(breaks.high)} %`}
                  >
                    {formatShare(breaks.rate)} %<small> of {breaks.of}</small>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
