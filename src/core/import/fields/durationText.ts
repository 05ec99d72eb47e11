const NS_PER: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['d', 86_400_000_000_000n],
  ['w', 604_800_000_000_000n],
])

const GO = /^([-+]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/
const GO_PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g
const ISO = /^([-+]?)P(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/i
const CLOCK = /^([-+]?)(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2}(?:\.\d+)?)$/
/** Longer texts are no durations; also keeps the digits of a duration few. */
const MAX_LENGTH = 64

/**
 * Reads a duration as text, in ns, half-up at 1 ns: Go ("1m2.5s", "5000ns"; also the seconds of protobuf JSON,
 * "0.000005s"), ISO 8601 without years and months ("PT0.8S"), .NET TimeSpan ("1.00:00:00.0097620"). Undefined for
 * anything else, plain numbers among it.
 */
export function durationFromText(text: string): bigint | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const trimmed = text.trim()
  if (GO.test(trimmed)) return signed(trimmed, sum([...trimmed.matchAll(GO_PART)].map((part) => [part[1], part[2]])))
  const iso = ISO.exec(trimmed)
  if (iso?.slice(2).some((part) => part !== undefined)) {
    return signed(
      trimmed,
      sum([
        [iso[2], 'w'],
        [iso[3], 'd'],
        [iso[4], 'h'],
        [iso[5], 'm'],
        [iso[6], 's'],
      ]),
    )
  }
  const clock = CLOCK.exec(trimmed)
  if (clock === null) return undefined
  return signed(
    trimmed,
    sum([
      [clock[2], 'd'],
      [clock[3], 'h'],
      [clock[4], 'm'],
      [clock[5], 's'],
    ]),
  )
}

type Part = readonly [amount: string | undefined, unit: string]

function sum(parts: readonly Part[]): bigint | undefined {
  let total = 0n
  for (const [amount, unit] of parts) {
    if (amount === undefined) continue
    const match = /^(\d*)\.?(\d*)$/.exec(amount)
    if (match === null || amount === '.') return undefined
    const scale = 10n ** BigInt(match[2].length)
    const scaled = BigInt(match[1] + match[2]) * (NS_PER.get(unit) ?? 0n)
    total += (scaled + scale / 2n) / scale
  }
  return total
}

function signed(text: string, ns: bigint | undefined): bigint | undefined {
  return ns !== undefined && text.startsWith('-') ? -ns : ns
}
