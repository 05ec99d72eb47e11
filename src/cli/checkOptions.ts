/** Formats that `check` prints. */
const CHECK_FORMATS = ['text', 'json', 'markdown', 'junit'] as const

/** What `check` was asked. */
export interface CheckOptions {
  readonly paths: readonly string[]
  /** 0 to 1; undefined where none was given. */
  readonly maxRate: number | undefined
  readonly trace: string | undefined
  readonly expectConnected: boolean
  readonly expectSpans: number | undefined
  readonly baseline: string | undefined
  readonly format: (typeof CHECK_FORMATS)[number]
}

/** Options that take a value. */
const WITH_VALUE = new Set(['--max-entry-orphan-rate', '--trace', '--expect-spans', '--baseline', '--format'])

/** Reads the arguments of `check`; a text says what is wrong with them. Values follow their option or its `=`. */
export function readCheckOptions(args: readonly string[]): CheckOptions | string {
  const paths: string[] = []
  const given = new Map<string, string>()
  for (let k = 0; k < args.length; k++) {
    const [name, inline] = splitOption(args[k])
    if (!name.startsWith('-') || name === '-') paths.push(args[k])
    else if (name === '--expect-connected' && inline === undefined) given.set(name, '')
    else if (WITH_VALUE.has(name)) {
      const value = inline ?? args[++k]
      if (value === undefined) return `${name} needs a value.`
      given.set(name, value)
    } else return `Unknown option ${args[k]}.`
  }
  if (paths.length === 0) return 'Name a file to check, or - for standard input.'
  return readValues(paths, given)
}

function splitOption(arg: string): [string, string | undefined] {
  const at = arg.startsWith('--') ? arg.indexOf('=') : -1
  return at === -1 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)]
}

function readValues(paths: readonly string[], given: ReadonlyMap<string, string>): CheckOptions | string {
  const rate = given.get('--max-entry-orphan-rate')
  const maxRate = rate === undefined ? undefined : readRate(rate)
  if (rate !== undefined && maxRate === undefined) {
    return `--max-entry-orphan-rate needs a share such as 1% or 0.01, not "${rate}".`
  }
  const spans = given.get('--expect-spans')
  if (spans !== undefined && !/^\d+$/.test(spans)) return `--expect-spans needs a whole number, not "${spans}".`
  const trace = given.get('--trace')
  const expectConnected = given.has('--expect-connected')
  if (trace === undefined && (expectConnected || spans !== undefined)) return '--expect-… needs --trace ID.'
  const wanted = given.get('--format') ?? 'text'
  const format = CHECK_FORMATS.find((known) => known === wanted)
  if (format === undefined) return `--format needs one of ${CHECK_FORMATS.join(', ')}, not "${wanted}".`
  const expectSpans = spans === undefined ? undefined : Number(spans)
  return { paths, maxRate, trace, expectConnected, expectSpans, baseline: given.get('--baseline'), format }
}

/** `1%` or `0.01`, as 0.01; undefined for what is no share. */
function readRate(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text.trim())
  if (match === null) return undefined
  const rate = Number(match[1]) / (match[2] === '%' ? 100 : 1)
  return rate >= 0 && rate <= 1 ? rate : undefined
}
