import type { InputPosition } from '../model/diagnostic.ts'
import type { SourceRange } from '../model/spanTable.ts'

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

/** What to do with a value: go into it (objects and arrays), hand it over parsed, or pass over it. */
export type WalkStep = 'enter' | 'take' | 'skip'

/** Decides about values and receives those it takes. */
export interface JsonVisitor {
  onValue(cursor: JsonCursor): WalkStep
  /** A value that was taken: parsed by parseJson, so that long numbers are exact. */
  onTaken(cursor: JsonCursor, value: unknown, range: SourceRange & InputPosition): void
  /** An entered object or array has ended, or was cut off; `cursor` is at that container. */
  onLeave?(cursor: JsonCursor): void
}
