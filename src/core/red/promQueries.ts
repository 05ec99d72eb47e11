import type { RedPreset } from './presets.ts'

/** PromQL for the three figures; '' for what cannot be asked. */
export interface PromQueries {
  readonly requests: string
  readonly errors: string
  /** Classic: cumulative buckets by `le`; native: histograms. */
  readonly durations: string
  readonly unitNs: number
}

/** A preset that a Prometheus has, under the names it has. */
export interface FoundPreset {
  readonly preset: RedPreset
  /** Undefined where the count of the durations is the counter. */
  readonly requests: string | undefined
  readonly durations: { readonly name: string; readonly unitNs: number; readonly isNative: boolean } | undefined
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
    const named = preset.durations.map(({ name, unitNs }) => ({
      name,
      unitNs,
      isNative: !names.has(`${name}_bucket`) && names.has(name),
      isThere: names.has(`${name}_bucket`) || names.has(name),
    }))
    const found = named.find(({ isThere }) => isThere)
    const durations =
      found === undefined ? undefined : { name: found.name, unitNs: found.unitNs, isNative: found.isNative }
    const hasCounter = requests !== undefined || (preset.requests.length === 0 && durations !== undefined)
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
  const isNative = durations?.isNative === true
  const base = durations === undefined ? '' : isNative ? durations.name : `${durations.name}_count`
  const counter = requests ?? base
  const per = (name: string, matches: readonly string[]) => {
    const rate = `sum by (${by}) (rate(${name}${selector(matches)}${window}))`
    return requests === undefined && isNative ? `histogram_count(${rate})` : rate
  }
  const mine = service === undefined ? [] : [`${service.label}=${quote(service.value)}`]
  const groups = (service === undefined ? preset.service : [...preset.service, ...preset.operation]).join(', ')
  const wholeBy = isNative ? groups : `${groups}, le`
  const series = durations === undefined ? '' : isNative ? durations.name : `${durations.name}_bucket`
  return {
    requests: per(counter, entry),
    errors: per(preset.errors ?? counter, [...entry, error]),
    durations:
      durations === undefined ? '' : `sum by (${wholeBy}) (rate(${series}${selector([...entry, ...mine])}${window}))`,
    unitNs: durations?.unitNs ?? 1,
  }
}
