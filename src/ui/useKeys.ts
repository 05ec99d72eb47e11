import { useEffect, useRef } from 'react'
import { ORPHAN } from '../core/model/spanMarks.ts'
import { STATUS_ERROR } from '../core/model/spanTable.ts'
import { isMatch } from '../store/find.ts'
import { panWindow, zoomWindow } from '../store/moveWindow.ts'
import { type Store, useStore } from '../store/store.ts'
import { wholeTrace } from '../store/view.ts'
import { isBreak } from './classLabel.ts'
import { focusWaterfall } from './focusWaterfall.ts'
import { isOnAxis } from './isOnAxis.ts'
import { isTextField } from './isTextField.ts'
import { moveRow, rowsPerPage } from './moveRow.ts'
import { timesOf } from './timesOf.ts'

const ZOOM_STEP = 1.5
const PAN_SHARE = 0.15

type Action = (state: Store) => void

/** Zooms to the selected span, with a little room on both sides. */
function fitToSpan({ opened, selected, setWindow }: Store): void {
  if (opened === undefined || selected === undefined) return
  if (selected >= 0 && !isOnAxis(opened.dataset.spans, selected)) return
  const [start, duration] = timesOf(opened.dataset, selected)
  const room = Math.max(1, duration * 0.05)
  setWindow([start - room, start + duration + room])
}

function back({ view, setView, selected, select, fail, failure, paste, dismissPaste }: Store): void {
  if (view === 'health') {
    setView('waterfall')
    focusWaterfall()
    return
  }
  const details = document.getElementById('details')
  if (details?.contains(document.activeElement) === true) focusWaterfall()
  else if (selected !== undefined) select(undefined)
  else if (paste !== undefined) dismissPaste()
  else if (failure !== undefined) fail(undefined)
}

/** The next break of the trace; after its last one, that of the next trace in the list that has one, going round. */
const nextBreak =
  (step: 1 | -1): Action =>
  ({ opened, diagnosis, trace, traceOrder, openTrace, selectNext, setView }) => {
    if (opened === undefined || trace === undefined) return
    const { marks } = opened.dataset.spans
    const breaks = diagnosis?.verdicts.breakClass
    const isWanted = (node: number) => node >= 0 && ((marks[node] & ORPHAN) !== 0 || isBreak(breaks?.[node]))
    setView('waterfall')
    if (selectNext(step, isWanted, false)) return
    const { length } = traceOrder
    const from = traceOrder.indexOf(trace)
    for (let n = 1; n < length; n++) {
      const next = traceOrder[(from + step * n + length * n) % length]
      if (opened.summaries.orphans[next] === 0 && (diagnosis?.traces.broken[next] ?? 0) === 0) continue
      openTrace(next)
      selectNext(step, isWanted)
      return
    }
    selectNext(step, isWanted)
  }

const nextError =
  (step: 1 | -1): Action =>
  ({ opened, selectNext }) =>
    selectNext(step, (node) => node >= 0 && opened?.dataset.spans.status[node] === STATUS_ERROR)

const nextMatch =
  (step: 1 | -1): Action =>
  ({ matches, selectNext }) =>
    selectNext(step, (node) => isMatch(matches, node))

const zoom =
  (factor: number): Action =>
  ({ window, setWindow }) =>
    setWindow(zoomWindow(window, factor))

const pan =
  (share: number): Action =>
  ({ window, setWindow }) =>
    setWindow(panWindow(window, share))

const row =
  (move: Parameters<typeof moveRow>[1]): Action =>
  (state) =>
    moveRow(state, move)

/** What keys do with an open trace. A Map: keys are names from outside. */
const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['ArrowDown', row({ by: 1 })],
  ['j', row({ by: 1 })],
  ['ArrowUp', row({ by: -1 })],
  ['k', row({ by: -1 })],
  ['ArrowLeft', row('collapse')],
  ['h', row('collapse')],
  ['ArrowRight', row('expand')],
  ['l', row('expand')],
  ['Home', row('first')],
  ['g', row('first')],
  ['End', row('last')],
  ['G', row('last')],
  ['PageDown', (state) => moveRow(state, { by: rowsPerPage() })],
  ['PageUp', (state) => moveRow(state, { by: -rowsPerPage() })],
  ['w', zoom(1 / ZOOM_STEP)],
  ['s', zoom(ZOOM_STEP)],
  ['a', pan(-PAN_SHARE)],
  ['d', pan(PAN_SHARE)],
  ['f', fitToSpan],
  ['0', (state) => state.setWindow(wholeTrace(state))],
  ['o', nextBreak(1)],
  ['O', nextBreak(-1)],
  ['e', nextError(1)],
  ['E', nextError(-1)],
  ['n', nextMatch(1)],
  ['N', nextMatch(-1)],
  ['[', ({ stepTrace }) => stepTrace(-1)],
  [']', ({ stepTrace }) => stepTrace(1)],
  [
    'H',
    ({ diagnosis, view, setView }) => diagnosis !== undefined && setView(view === 'health' ? 'waterfall' : 'health'),
  ],
  ['Escape', back],
])

/** Keys that act while the rows are not on the screen. */
const ANYWHERE: ReadonlySet<string> = new Set(['H', 'o', 'O', 'Escape'])

/** Keys that buttons, links and the details panel use themselves. */
function belongsToTarget(event: KeyboardEvent): boolean {
  if (isTextField(event.target)) return true
  if (!(event.target instanceof HTMLElement)) return false
  // A dialog that was closed keeps the focus until the page is drawn again.
  if (event.target.closest('dialog[open]') !== null) return true
  if (event.key === 'Enter') return event.target.closest('button, a, summary, [role="separator"]') !== null
  const scrolls = /^(Arrow|Page|Home|End)/.test(event.key)
  return scrolls && event.target.closest('#details') !== null
}

/** Makes the keys of the page work, never while typing in a field. */
export function useKeys(onHelp: () => void): void {
  const help = useRef(onHelp)
  help.current = onHelp
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || belongsToTarget(event)) return
      const state = useStore.getState()
      if (event.key === '?') help.current()
      else if (event.key === '/') document.getElementById(state.trace === undefined ? 'omnibox' : 'find')?.focus()
      else if (state.opened !== undefined && event.key === 'Enter' && state.view === 'waterfall') enterDetails(state)
      else {
        const action = ACTIONS.get(event.key)
        if (action === undefined || state.opened === undefined) return
        if (state.view === 'health' && !ANYWHERE.has(event.key)) return
        action(state)
      }
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}

/** Frames to wait for the panel of details: its code may still be on its way. */
const MOST_FRAMES = 180

function enterDetails(state: Store): void {
  if (state.selected === undefined) moveRow(state, 'first')
  let frames = 0
  const focus = () => {
    const details = document.getElementById('details')
    if (details !== null) details.focus()
    else if (++frames < MOST_FRAMES) requestAnimationFrame(focus)
  }
  requestAnimationFrame(focus)
}
