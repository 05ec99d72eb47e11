import { type CSSProperties, memo } from 'react'
import { parentIdText } from '../../core/analysis/findSpan.ts'
import type { Dataset } from '../../core/model/dataset.ts'
import type { ForestNode, ForestPosition } from '../../core/model/spanForest.ts'
import { CYCLE, DUPLICATE_ID, NO_START, OFF_AXIS, ORPHAN, SELF_PARENT } from '../../core/model/spanMarks.ts'
import { type SpanIndex, STATUS_ERROR, textAt } from '../../core/model/spanTable.ts'
import { useStore } from '../../store/store.ts'
import { classLabel, isBreak } from '../classLabel.ts'
import { isOnAxis } from '../isOnAxis.ts'
import { serviceColours } from '../serviceColours.ts'
import { timesOf } from '../timesOf.ts'
import { type BarPlace, barStyle, isOutside, labelClass, labelStyle, placeBar } from './placeBar.ts'
import { durationText, rowName, spanMarkWords } from './rowName.ts'

/** Deeper rows than this are not indented further; their depth is told as a number. */
const DEEPEST_INDENT = 14

const INDENT_PX = 14

/** Marks whose words say what the class would say again. */
const TOLD = CYCLE | DUPLICATE_ID | ORPHAN | SELF_PARENT

interface SpanRowProps {
  readonly dataset: Dataset
  readonly position: ForestPosition
  /** Index among the rows shown. */
  readonly row: number
  readonly selected: boolean
  readonly collapsed: boolean
  readonly matched: boolean
  /** Came with a later answer than the trace's first. */
  readonly late: boolean
  /** Class of the span by number; of a ghost, of the first span that names it; undefined while it is not known. */
  readonly breakClass: number | undefined
  /** What the absent parent probably was, in a few words; '' where nothing tells. */
  readonly ghostGuess: string
}

/** One line of the waterfall: a span or an absent parent. */
export const SpanRow = memo(function SpanRow(props: SpanRowProps) {
  const { dataset, position, row, selected, collapsed, matched, late, breakClass, ghostGuess } = props
  const { forest } = dataset
  const node = forest.order[position]
  const depth = forest.depth[position]
  const hidden = forest.end[position] - position - 1
  const indentPx = Math.min(depth, DEEPEST_INDENT) * INDENT_PX
  const colour = node < 0 ? undefined : serviceColours(dataset.spans)(dataset.spans.service[node])
  return (
    <div
      id={`row-${position}`}
      role="row"
      aria-rowindex={row + 1}
      aria-level={depth + 1}
      aria-expanded={hidden > 0 ? !collapsed : undefined}
      aria-selected={selected}
      aria-label={rowName(dataset, node)}
      data-position={position}
      className={`row${node < 0 ? ' ghost' : ''}${matched ? ' matched' : ''}`}
      style={{ '--indent': `${indentPx}px`, '--service': colour } as CSSProperties}
    >
      <div role="gridcell" className="rowName">
        {depth > DEEPEST_INDENT && <em className="depth">{depth + 1}</em>}
        {hidden > 0 && (
          <i className="twisty" data-twisty="">
            {collapsed ? '▸' : '▾'}
          </i>
        )}
        {node < 0 ? (
          <GhostName dataset={dataset} ghost={~node} guess={ghostGuess} />
        ) : (
          <SpanName dataset={dataset} span={node} breakClass={breakClass} />
        )}
        {late && <em className="badge plain">arrived late</em>}
        {collapsed && <em className="hiddenRows">{hidden}</em>}
      </div>
      <div role="gridcell" className="track">
        {node < 0 ? (
          <GhostExtent dataset={dataset} ghost={~node} />
        ) : (
          <SpanBar dataset={dataset} span={node} torn={isBreak(breakClass)} />
        )}
      </div>
    </div>
  )
})

interface SpanNameProps {
  readonly dataset: Dataset
  readonly span: SpanIndex
  readonly breakClass: number | undefined
}

function SpanName({ dataset: { spans }, span, breakClass }: SpanNameProps) {
  const words = spanMarkWords(spans, span)
  if ((spans.marks[span] & SELF_PARENT) !== 0) words.push('own parent')
  if (
    breakClass !== undefined &&
    isBreak(breakClass) &&
    spans.parent[span] === -1 &&
    (spans.marks[span] & TOLD) === 0
  ) {
    words.push(classLabel(breakClass))
  }
  return (
    <>
      <b>{textAt(spans, spans.service[span])}</b>
      <span>{textAt(spans, spans.name[span])}</span>
      {words.map((word) => (
        <em key={word} className={`badge ${word === 'error' ? 'error' : 'torn'}`}>
          {word}
        </em>
      ))}
    </>
  )
}

interface GhostNameProps {
  readonly dataset: Dataset
  readonly ghost: number
  readonly guess: string
}

function GhostName({ dataset, ghost, guess }: GhostNameProps) {
  const { spans, forest } = dataset
  const id = parentIdText(spans, forest.ghosts.child[ghost]) ?? ''
  return (
    <>
      <svg className="brokenLink" viewBox="0 0 12 12" aria-hidden="true">
        <path d="M5 3.5 6.5 2a2.1 2.1 0 0 1 3 3L8 6.500M7 8.500 5.500 10a2.1 2.1 0 0 1-3-3L4 5.500M2 2l1 1M10 10l-1-1" />
      </svg>
      <span title={guess === '' ? undefined : `missing parent ${id}, ${guess}`}>
        missing parent <code>{guess === '' ? id : `${id.slice(0, 4)}…`}</code>
        {guess !== '' && ` · ${guess}`}
      </span>
    </>
  )
}

/** Where a node's bar stands in the window of the moment; later windows are the Waterfall's to follow. */
function placeNow(dataset: Dataset, node: ForestNode): BarPlace {
  const [startNs, durationNs] = timesOf(dataset, node)
  return placeBar(startNs, durationNs, useStore.getState().window)
}

interface SpanBarProps {
  readonly dataset: Dataset
  readonly span: SpanIndex
  /** The top of a fragment that broke off without naming a parent. */
  readonly torn: boolean
}

function SpanBar({ dataset, span, torn: isTorn }: SpanBarProps) {
  const { spans } = dataset
  const marks = spans.marks[span]
  if (!isOnAxis(spans, span)) {
    return (
      <span className="offAxis">
        {(marks & OFF_AXIS) !== 0 ? 'off the axis' : (marks & NO_START) !== 0 && 'no start time'}
      </span>
    )
  }
  const failed = spans.status[span] === STATUS_ERROR
  const torn = (marks & ORPHAN) !== 0 || (isTorn && spans.parent[span] === -1)
  const place = placeNow(dataset, span)
  return (
    <>
      <i
        data-bar={span}
        hidden={isOutside(place)}
        className={`spanBar${failed ? ' failed' : ''}${torn ? ' torn' : ''}`}
        style={barStyle(place)}
      />
      <span className={labelClass(place)} style={labelStyle(place)}>
        {durationText(spans, span)}
      </span>
    </>
  )
}

function GhostExtent({ dataset, ghost }: { readonly dataset: Dataset; readonly ghost: number }) {
  const place = placeNow(dataset, ~ghost)
  return <i data-bar={~ghost} hidden={isOutside(place)} className="ghostExtent" style={barStyle(place)} />
}
