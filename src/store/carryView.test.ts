import { expect, test } from 'vitest'
import { summariseTraces } from '../core/analysis/summariseTraces.ts'
import { importDataset } from '../core/importDataset.ts'
import { blobSource } from '../core/model/byteSource.ts'
import { carryView } from './carryView.ts'
import type { OpenDataset } from './dataset.ts'
import { linkTextOf } from './link.ts'
import { useStore } from './store.ts'

interface Span {
  readonly id: string
  readonly parent?: string
  readonly startNs: number
}

let openings = 0

async function open(spans: readonly Span[], trace = 'a'): Promise<OpenDataset> {
  const list = spans.map(({ id, parent = '', startNs }) => ({
    traceId: trace.repeat(32),
    spanId: id.padStart(16, '0'),
    parentSpanId: parent === '' ? '' : parent.padStart(16, '0'),
    name: id,
    startTimeUnixNano: String(1_772_438_400_000_000_000n + BigInt(startNs)),
    endTimeUnixNano: String(1_772_438_400_000_000_000n + BigInt(startNs + 100)),
  }))
  const blob = new Blob([JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: list }] }] })])
  const dataset = await importDataset([{ name: 'x', source: blobSource(blob) }])
  const summaries = summariseTraces(dataset)
  const blobs = [{ name: 'x', blob }]
  return { dataset, summaries, blobs, label: 'x', sample: undefined, opening: ++openings, isLoading: false }
}

const FEW: readonly Span[] = [
  { id: '2', startNs: 100 },
  { id: '3', parent: '2', startNs: 110 },
  { id: '4', parent: '2', startNs: 120 },
  { id: '5', parent: '4', startNs: 130 },
  { id: '7', parent: '6', startNs: 150 },
]
/** The parent of all comes late, and so does that of an orphan. */
const ALL: readonly Span[] = [
  { id: '1', startNs: 0 },
  { id: '2', parent: '1', startNs: 100 },
  ...FEW.slice(1),
  { id: '6', parent: '1', startNs: 140 },
]

async function carry(look: () => void) {
  useStore.setState({ opened: await open(FEW) })
  useStore.getState().openTrace(0)
  look()
  const next = await open(ALL)
  const carried = carryView(useStore.getState(), next)
  if (carried === undefined) throw new Error('The trace is gone.')
  return { ...useStore.getState(), ...carried, next }
}

const spanOf = (id: string) => {
  const { opened } = useStore.getState()
  const names = opened?.dataset.spans
  return names === undefined ? -1 : [...names.name].findIndex((text) => names.texts[text] === id)
}

test('the selection stays with its span, whatever row it gets', async () => {
  const { selected, next } = await carry(() => useStore.getState().select(spanOf('5')))
  expect(selected === undefined ? '' : linkTextOf(next.dataset, selected)).toBe('5'.padStart(16, '0'))
})

test('who looked at an absent parent looks at it when it comes', async () => {
  const { selected, next } = await carry(() => useStore.getState().select(-1))
  expect(selected === undefined ? -1 : next.dataset.spans.texts[next.dataset.spans.name[selected]]).toBe('6')
})

test('what was folded stays folded, and nothing else is', async () => {
  const { rows, next } = await carry(() => {
    const { opened, setCollapsed } = useStore.getState()
    setCollapsed(opened?.dataset.forest.position[spanOf('4')] ?? -1, true)
  })
  const { spans, forest } = next.dataset
  const shown = Array.from({ length: rows.length }, (_, row) => spans.texts[spans.name[forest.order[rows.at(row)]]])
  expect(shown).toEqual(['1', '2', '3', '4', '6', '7'])
})

test('a stretch of time stays the same when an earlier span moves the origin; the whole stays the whole', async () => {
  const zoomed = await carry(() => useStore.getState().setWindow([10, 40]))
  expect(zoomed.window).toEqual([110, 140])
  const whole = await carry(() => undefined)
  expect(whole.window).toEqual([0, 250])
})

test('where the trace is gone there is nothing to carry', async () => {
  useStore.setState({ opened: await open(FEW) })
  useStore.getState().openTrace(0)
  expect(carryView(useStore.getState(), await open(FEW, 'b'))).toBeUndefined()
})
