import type { InputPosition } from '../../model/diagnostic.ts'
import type { SourceRange } from '../../model/spanTable.ts'

/** Where a walk stands: the value at hand and the containers around it. Valid only during the callback. */
export interface JsonCursor {
  /** Documents seen before this one. */
  readonly document: number
  /** Containers around the value; 0 for a document itself. */
  readonly depth: number
  readonly type: 'object' | 'array' | 'string' | 'scalar'
  /** Start of the value. */
  readonly at: InputPosition
  /** Key or index of the value (`up` 0), of the container around it (1), and so on; -1 for a document and beyond. */
  key(up?: number): string | number
  /** Where reading stands: in onLeave, behind the container. */
  position(): InputPosition
}

/** The bytes at hand of an input that is walked, and the reading position in them. */
export interface JsonWindow {
  readonly bytes: Uint8Array
  /** Offset in the input of the first byte. */
  readonly base: number
  /** Each line is a document of its own. */
  readonly lineMode: boolean
  p: number
  /** Line of the position, from 1. */
  line: number
}

/**
 * What to do with a value: go into it (objects and arrays), hand it over parsed, or pass over it. 'recall' is 'take' for
 * values that come again and again: equal bytes may be handed over as one object.
 */
export type WalkStep = 'enter' | 'take' | 'recall' | 'skip'

/** Decides about values and receives those it takes. */
export interface JsonVisitor {
  onValue(cursor: JsonCursor): WalkStep
  /** A value that was taken: parsed by parseJson, so that long numbers are exact. */
  onTaken(cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition): void
  /**
   * Asked before each object that is an element of an entered array: may read it and elements after it by itself, from
   * the bytes at hand. Returns how many it read, and leaves the window's position behind the last of them.
   */
  readElements?(cursor: JsonCursor, window: JsonWindow): number
  /** As `readElements`, asked before each document that is an object on a line of its own: reads whole lines. */
  readDocuments?(window: JsonWindow): number
  /** An entered object or array has ended, or was cut off; `cursor` is at that container. */
  onLeave?(cursor: JsonCursor): void
}
