import { type Rate, rateOf } from '../lineage/wilson.ts'
import type { RedSeries } from '../red/redSeries.ts'

/** What an engine says about the lineage of one service. */
export interface EngineService {
  readonly name: string
  /** Broken local roots of all that should have a parent. */
  readonly entryOrphans: Rate
  /** Broken spans of all that should have a parent; undefined where the engine does not tell. */
  readonly spanOrphans: Rate | undefined
  /** Counts of what is exempt; 0 where there is none, and where the engine does not tell. */
  readonly exempt: { readonly external: number; readonly linked: number; readonly roots: number }
}

/** A boundary that broke. */
export interface EngineBoundary {
  readonly kind: string
  /** `?` where unknown. */
  readonly caller: string
  readonly callee: string
  /** Destination of a queue; '' of a call. */
  readonly via: string
  readonly breaks: Rate
}

/** What came of a question, as far as it is answered: undefined where a part is not. */
export interface EngineFigures {
  readonly services: readonly EngineService[] | undefined
  readonly boundaries: readonly EngineBoundary[] | undefined
  readonly red: readonly RedSeries[] | undefined
}

/** The services of an answer as one, without a name. */
export function sumServices(services: readonly EngineService[]): EngineService {
  const sum = (count: (service: EngineService) => number) => services.reduce((all, service) => all + count(service), 0)
  const hasSpans = services.some(({ spanOrphans }) => spanOrphans !== undefined)
  return {
    name: '',
    entryOrphans: rateOf(
      sum(({ entryOrphans }) => entryOrphans.count),
      sum(({ entryOrphans }) => entryOrphans.of),
    ),
    spanOrphans: hasSpans
      ? rateOf(
          sum(({ spanOrphans }) => spanOrphans?.count ?? 0),
          sum(({ spanOrphans }) => spanOrphans?.of ?? 0),
        )
      : undefined,
    exempt: {
      external: sum(({ exempt }) => exempt.external),
      linked: sum(({ exempt }) => exempt.linked),
      roots: sum(({ exempt }) => exempt.roots),
    },
  }
}

/** True for an object of JSON. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The items of a list; none of anything else. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** A count that came as a number or, with 64 bits, as text; 0 for anything else. */
export function countOf(value: unknown): number {
  const count = typeof value === 'string' || typeof value === 'number' ? Number(value) : 0
  return Number.isFinite(count) && count > 0 ? count : 0
}

/** A text; '' for anything else. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
