import type { RedPreset } from './presets.ts'

/** PromQL for durations: cumulative buckets by `le`, or native histograms. */
interface DurationQuery {
  readonly promQl: string
  readonly unitNs: number
}

/** PromQL for the three figures; '' for what cannot be asked. */
export interface PromQueries {
  readonly requests: string
  readonly errors: string
  /** One for each name that the durations have: services may differ in their unit, or have changed it. */
  readonly durations: readonly DurationQuery[]
}

/** A histogram that a Prometheus has. */
interface FoundDurations {
  readonly name: string
  readonly unitNs: number
  readonly isNative: boolean
}

/** A preset that a Prometheus has, under the names it has. */
export interface FoundPreset {
  readonly preset: RedPreset
  /** Undefined where the count of the durations is the counter. */
  readonly requests: string | undefined
  readonly durations: readonly FoundDurations[]
}

/** All names that tell presets apart. */
export function presetNames(presets: readonly RedPreset[]): string[] {
  return presets.flatMap(({ requests, durations, errors }) => [
    ...requests,
    ...durations.flatMap(({ name }) => [name, `${name}_bucket`]),
    ...(errors === undefined ? [] : [errors]),
  ])
}

/** The presets of which a Prometheus has the counter, in the order of the list. */
export function findPresets(presets: readonly RedPreset[], names: ReadonlySet<string>): FoundPreset[] {
  return presets.flatMap((preset) => {
    const requests = preset.requests.find((name) => names.has(name))
    const durations = preset.durations.flatMap(({ name, unitNs }): FoundDurations[] => {
      const isClassic = names.has(`${name}_bucket`)
      return isClassic || names.has(name) ? [{ name, unitNs, isNative: !isClassic }] : []
    })
    const hasCounter = requests !== undefined || (preset.requests.length === 0 && durations.length > 0)
    return hasCounter ? [{ preset, requests, durations }] : []
  })
}

function quote(text: string): string {
  return JSON.stringify(text)
}

function selector(matches: readonly string[]): string {
  return matches.length === 0 ? '' : `{${matches.join(',')}}`
}

/**
 * Queries of a preset: per second over a window of `windowS`, by the labels that may hold service and operation. With a
 * service, durations are those of its operations; without, those of all services.
 */
export function writeQueries(
  { preset, requests, durations }: FoundPreset,
  windowS: number,
  service: { readonly label: string; readonly value: string } | undefined,
): PromQueries {
  const entry = preset.entry === undefined ? [] : [`${preset.entry.label}=~${quote(preset.entry.pattern)}`]
  const error = `${preset.error.label}=~${quote(preset.error.pattern)}`
  const window = `[${windowS}s]`
  const by = [...preset.service, ...preset.operation].join(', ')
  const [first] = durations
  const isNative = requests === undefined && first?.isNative === true
  const counter = requests ?? (first === undefined ? '' : isNative ? first.name : `${first.name}_count`)
  const per = (name: string, matches: readonly string[]) => {
    const rate = `sum by (${by}) (rate(${name}${selector(matches)}${window}))`
    return isNative ? `histogram_count(${rate})` : rate
  }
  const mine = service === undefined ? [] : [`${service.label}=${quote(service.value)}`]
  const groups = service === undefined ? preset.service : [...preset.service, ...preset.operation]
  const durationsOf = ({ name, unitNs, isNative }: FoundDurations): DurationQuery => {
    const series = `${isNative ? name : `${name}_bucket`}${selector([...entry, ...mine])}`
    const wholeBy = (isNative ? groups : [...groups, 'le']).join(', ')
    return { promQl: `sum by (${wholeBy}) (rate(${series}${window}))`, unitNs }
  }
  return {
    requests: per(counter, entry),
    errors: per(preset.errors ?? counter, [...entry, error]),
    durations: durations.map(durationsOf),
  }
}
