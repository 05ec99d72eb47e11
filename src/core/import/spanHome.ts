import type { ByteSource } from '../model/byteSource.ts'
import { type JsonCursor, walkJson } from './json/jsonWalk.ts'

/**
 * Where in a JSON input the span objects lie: the nearest key at or above them, '' where there is none. `{"data":[span]}`
 * and `{"data":[[span]]}` are 'data', `[span]` and one span a line are '', `{"_source":span}` is '_source'.
 */
export type SpanHome = string

/** Parts of a span that may hold objects like spans; never the home of spans. */
const PARTS_OF_SPANS = new Set([
  'annotations',
  'attributes',
  'binaryAnnotations',
  'context',
  'events',
  'links',
  'localEndpoint',
  'logs',
  'process',
  'processes',
  'references',
  'remoteEndpoint',
  'resource',
  'tags',
])

/** The nearest key, from the container `up` levels above the value outwards. */
export function homeOf(cursor: JsonCursor, up = 0): SpanHome {
  for (let level = up; level <= cursor.depth; level++) {
    const key = cursor.key(level)
    if (typeof key === 'string') return key
  }
  return ''
}

/** Ends a walk whose question is answered. */
class WalkAnswered extends Error {}

/**
 * Finds the home of the first object whose own keys `isSpan` accepts; undefined where there is none. Reads no further
 * than that object.
 */
export async function findSpanHome(
  source: ByteSource,
  isSpan: (keys: ReadonlySet<string>) => boolean,
): Promise<SpanHome | undefined> {
  const keysAtDepth: Set<string>[] = []
  let home: SpanHome | undefined
  const visitor = {
    onValue(cursor: JsonCursor) {
      const key = cursor.key()
      if (typeof key === 'string') {
        const keys = keysAtDepth[cursor.depth - 1]
        keys?.add(key)
        if (keys !== undefined && isSpan(keys)) {
          home = homeOf(cursor, 1)
          throw new WalkAnswered()
        }
        if (PARTS_OF_SPANS.has(key)) return 'skip' as const
      }
      if (cursor.type === 'object') keysAtDepth[cursor.depth] = new Set()
      return cursor.type === 'object' || cursor.type === 'array' ? ('enter' as const) : ('skip' as const)
    },
    onTaken() {},
  }
  await walkUntilAnswered(source, visitor)
  return home
}

/** What a walk over the span objects of a source receives. */
export interface SpanObjectVisitor {
  /** A value at the home of spans; ends the walk by returning false. */
  onSpan(value: unknown, range: { readonly byte: number; readonly line: number; readonly byteLength: number }): boolean
}

/** Walks over the values at `home`, at most to the one for which `onSpan` returns false; reports nothing. */
export async function sampleSpans(source: ByteSource, home: SpanHome, visitor: SpanObjectVisitor): Promise<void> {
  await walkUntilAnswered(source, {
    onValue: (cursor) => stepTo(home, cursor),
    onTaken(_cursor, value, range) {
      if (!visitor.onSpan(value, range)) throw new WalkAnswered()
    },
  })
}

/** Takes what lies at `home`, enters what may lead there, passes over the rest. */
export function stepTo(home: SpanHome, cursor: JsonCursor): 'enter' | 'take' | 'skip' {
  if (cursor.type === 'array') return 'enter'
  if (homeOf(cursor) === home) return 'take'
  return cursor.type === 'object' ? 'enter' : 'skip'
}

async function walkUntilAnswered(source: ByteSource, visitor: Parameters<typeof walkJson>[1]): Promise<void> {
  try {
    await walkJson(
      source,
      visitor,
      () => {},
      () => {},
    )
  } catch (problem) {
    if (!(problem instanceof WalkAnswered)) throw problem
  }
}
