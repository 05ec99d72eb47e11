import { KIND, type LabAttribute, type LabEmitter, type LabSpan } from './labSpan.ts'
import { Random } from './random.ts'

function emitterOf(resource: readonly LabAttribute[]): LabEmitter {
  return { resource, scopeName: 'lab.malformed', scopeVersion: '1.0.0' }
}

const WAREHOUSE = emitterOf([
  ['service.name', 'warehouse'],
  ['service.version', '1.0.0'],
])
const NAMELESS = emitterOf([['host.name', 'node-3']])
const PROTOTYPE = emitterOf([
  ['service.name', '__proto__'],
  ['__proto__', 'resource'],
  ['constructor', 'resource'],
])
const MARKUP = '<img src=x onerror="document.title=\'injected\'">'
const HOSTILE = emitterOf([
  ['service.name', '<b>bold</b>'],
  ['host.name', MARKUP],
])

const MS = 1e6

/** Makes the spans of one trace; each trace starts a second after the one before. */
class TraceSketch {
  readonly spans: LabSpan[] = []
  readonly #random: Random
  readonly #traceId: string
  readonly #startNs: number

  constructor(random: Random, index: number) {
    this.#random = random
    this.#traceId = random.traceId()
    this.#startNs = index * 1e9
  }

  /** Adds a span from `from` to `to`, in ms after the start of the trace, and returns its id. */
  add(name: string, parentSpanId: string, from: number, to: number, more: Partial<LabSpan> = {}): string {
    const spanId = more.spanId ?? this.#random.spanId()
    this.spans.push({
      traceId: this.#traceId,
      spanId,
      parentSpanId,
      traceState: '',
      flags: 0x101,
      name,
      kind: parentSpanId === '' ? KIND.server : KIND.internal,
      startNs: this.#startNs + from * MS,
      endNs: this.#startNs + to * MS,
      attributes: [['lab.case', name]],
      events: [],
      links: [],
      status: 0,
      statusMessage: '',
      emitter: WAREHOUSE,
      ...more,
    })
    return spanId
  }

  id(): string {
    return this.#random.spanId()
  }
}

type Draw = (trace: TraceSketch) => void

const cycle: Draw = (trace) => {
  const root = trace.add('GET /cycle', '', 0, 90)
  trace.add('whole child', root, 5, 20)
  const first = trace.id()
  const third = trace.id()
  const second = trace.add('ring, second', first, 32, 70)
  trace.add('ring, first', third, 30, 80, { spanId: first })
  trace.add('ring, third', second, 35, 60, { spanId: third })
  trace.add('below the ring', third, 40, 50)
}

const selfParent: Draw = (trace) => {
  const root = trace.add('GET /self-parent', '', 0, 50)
  const own = trace.id()
  trace.add('names itself', own, 10, 40, { spanId: own })
  trace.add('child of the one that names itself', own, 15, 30)
  trace.add('whole child', root, 2, 8)
}

const duplicates: Draw = (trace) => {
  const root = trace.add('GET /duplicates', '', 0, 60)
  const equal = trace.add('sent twice, equal', root, 5, 25)
  trace.add('sent twice, equal', root, 5, 25, { spanId: equal })
  const differing = trace.add('same id, one', root, 30, 40)
  trace.add('same id, another', root, 42, 55, { spanId: differing, attributes: [['lab.case', 'another']] })
  trace.add('child of the id', differing, 44, 50)
}

const severalRoots: Draw = (trace) => {
  const first = trace.add('GET /several-roots', '', 0, 40)
  trace.add('below the first', first, 5, 20)
  const second = trace.add('second root', '', 10, 60)
  trace.add('below the second', second, 15, 30)
  trace.add('third root, alone', '', 70, 75)
}

const zeroTimes: Draw = (trace) => {
  const root = trace.add('GET /zero-times', '', 0, 50)
  trace.add('no start, no end', root, 0, 0, { startNs: undefined, endNs: undefined })
  trace.add('no end', root, 10, 0, { endNs: undefined })
  trace.add('no start', root, 0, 30, { startNs: undefined })
  trace.add('lasts 0 ns', root, 20, 20)
}

const endBeforeStart: Draw = (trace) => {
  const root = trace.add('GET /end-before-start', '', 0, 50)
  const early = trace.add('ends 15 ms before it starts', root, 30, 15)
  trace.add('child of it', early, 31, 40)
  trace.add('starts before its parent', root, -20, 5)
}

const missingService: Draw = (trace) => {
  const root = trace.add('GET /missing-service', '', 0, 30, { emitter: NAMELESS })
  trace.add('no service either', root, 3, 12, { emitter: NAMELESS })
  trace.add('a named one', root, 15, 25)
}

const prototypeKeys: Draw = (trace) => {
  const nested = new Map<string, LabAttribute[1]>([
    ['__proto__', 'nested'],
    ['hasOwnProperty', false],
  ])
  const root = trace.add('__proto__', '', 0, 30, {
    emitter: PROTOTYPE,
    attributes: [
      ['__proto__', 'polluted'],
      ['constructor', 'polluted'],
      ['prototype.polluted', true],
      ['toString', 'polluted'],
      ['map', nested],
      ['', 'an empty key'],
    ],
  })
  trace.add('constructor', root, 3, 20, { emitter: PROTOTYPE, attributes: [['hasOwnProperty', 1]] })
  trace.add('', root, 22, 25, { emitter: PROTOTYPE })
}

const hostileTexts: Draw = (trace) => {
  const root = trace.add(MARKUP, '', 0, 60, {
    emitter: HOSTILE,
    attributes: [
      ['url.full', "javascript:document.title='injected'"],
      ['link', 'data:text/html,<script>document.title="injected"</script>'],
      ['markup', `"><script>document.title='injected'</script>`],
      [MARKUP, 'the key is markup'],
      ['template', '{{constructor.constructor("document.title=\'injected\'")()}}'],
    ],
    events: [{ timeNs: 9e9, name: MARKUP, attributes: [['exception.stacktrace', `${MARKUP}\n\tat <anonymous>`]] }],
    status: 2,
    statusMessage: MARKUP,
  })
  trace.add("javascript:document.title='injected'", root, 5, 20, { emitter: HOSTILE })
  trace.add('right to left \u202Etxet desrever\u202C, zero\u0000byte,\u200B tab\there', root, 22, 30, {
    emitter: HOSTILE,
  })
  trace.add(`long name ${'x'.repeat(2000)}`, root, 32, 40, { emitter: HOSTILE })
  trace.add('numbers', root, 42, 50, {
    emitter: HOSTILE,
    attributes: [
      ['int beyond 2^53', 9223372036854775807n],
      ['smallest int', -9223372036854775808n],
      ['not a number', Number.NaN],
      ['infinite', Number.POSITIVE_INFINITY],
      ['list', ['a', 2, true, []]],
    ],
  })
}

const CASES: readonly Draw[] = [
  cycle,
  selfParent,
  duplicates,
  severalRoots,
  zeroTimes,
  endBeforeStart,
  missingService,
  prototypeKeys,
  hostileTexts,
]

/**
 * One trace for each way in which spans can be wrong: a cycle, a span that names itself, duplicate ids (equal and
 * differing), several roots, times of 0, ends before starts, no service, keys of the object prototype, and texts that
 * would act if they reached a page as markup or as a link: each sets the page's title to "injected".
 */
export function makeMalformed(): LabSpan[] {
  const random = new Random(9)
  return CASES.flatMap((draw, index) => {
    const trace = new TraceSketch(random, index)
    draw(trace)
    return trace.spans
  })
}
