/** Where a break is mended, or `none` where nothing is to be mended (or nobody can say). */
export const LAYERS = [
  'none',
  'http-client',
  'server',
  'async-context',
  'queue-inject',
  'queue-extract',
  'mesh',
  'sampler',
  'collector',
  'exporter',
  'id-format',
  'clock',
  'sdk',
] as const

/** One of {@link LAYERS}. */
export type Layer = (typeof LAYERS)[number]

/** How a class counts: as whole, as a break, or as neither (reported beside the rates, with a count of its own). */
export type Standing = 'intact' | 'exempt' | 'broken'

interface ClassRow {
  readonly id: string
  readonly standing: Standing
  /** Where it is mended unless the evidence says otherwise. */
  readonly layer: Layer
}

/** Every class a span may have, in the order of the decision list: the first that fits is taken. */
export const BREAK_CLASSES = [
  { id: 'intact', standing: 'intact', layer: 'none' },
  { id: 'duplicate_id', standing: 'broken', layer: 'sdk' },
  { id: 'self_parent', standing: 'broken', layer: 'sdk' },
  { id: 'cycle', standing: 'broken', layer: 'sdk' },
  { id: 'id_format', standing: 'broken', layer: 'id-format' },
  { id: 'reparse', standing: 'exempt', layer: 'none' },
  { id: 'window_cut', standing: 'exempt', layer: 'none' },
  { id: 'external_parent', standing: 'exempt', layer: 'none' },
  { id: 'dropped_remote', standing: 'broken', layer: 'exporter' },
  { id: 'head_sampler', standing: 'broken', layer: 'sampler' },
  { id: 'tail_late', standing: 'broken', layer: 'collector' },
  { id: 'export_drop', standing: 'broken', layer: 'exporter' },
  { id: 'dropped_local', standing: 'broken', layer: 'sdk' },
  { id: 'split_http', standing: 'broken', layer: 'http-client' },
  { id: 'split_mesh', standing: 'broken', layer: 'mesh' },
  { id: 'split_queue', standing: 'broken', layer: 'queue-inject' },
  { id: 'split_async', standing: 'broken', layer: 'async-context' },
  { id: 'misattached', standing: 'broken', layer: 'async-context' },
  { id: 'clock_skew', standing: 'exempt', layer: 'clock' },
  { id: 'legit_root', standing: 'exempt', layer: 'none' },
  { id: 'unexplained', standing: 'broken', layer: 'none' },
] as const satisfies readonly ClassRow[]

/** Id of a class. */
export type BreakClass = (typeof BREAK_CLASSES)[number]['id']

const NUMBERS: ReadonlyMap<string, number> = new Map(BREAK_CLASSES.map(({ id }, number) => [id, number]))
const LAYER_NUMBERS: ReadonlyMap<string, number> = new Map(LAYERS.map((layer, number) => [layer, number]))

/** Number of a class in {@link BREAK_CLASSES}. */
export function classNumber(id: BreakClass): number {
  return NUMBERS.get(id) ?? 0
}

/** Number of a layer in {@link LAYERS}. */
export function layerNumber(layer: Layer): number {
  return LAYER_NUMBERS.get(layer) ?? 0
}

/** How a class, by its number, counts. */
export function standingOf(number: number): Standing {
  return BREAK_CLASSES[number].standing
}
