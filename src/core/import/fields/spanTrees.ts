import type { ByteSource } from '../../model/byteSource.ts'
import type { InputPosition, Report } from '../../model/diagnostic.ts'
import type { SourceRange } from '../../model/spanTable.ts'
import type { JsonCursor, JsonVisitor } from '../json/jsonVisitor.ts'
import { walkJson } from '../json/jsonWalk.ts'
import { homeOf } from '../spanHome.ts'
import { isJsonObject, type JsonObject } from './fields.ts'

/** A span object that may hold its children. */
export interface SpanNode {
  /** Those of its members that are wanted. */
  readonly fields: JsonObject
  readonly range: SourceRange & InputPosition
  readonly children: readonly SpanNode[]
}

/** Which objects of an input are spans, and how they lie in each other. */
export interface TreeShape {
  /** Members that are read; never the name of a shell around spans. */
  readonly wanted: ReadonlySet<string>
  /** Members that are passed over with all they hold. */
  readonly passed: ReadonlySet<string>
  /** Members that hold a span's children. */
  readonly children: ReadonlySet<string>
  /** Whether an object with those members is a span, if perhaps a bad one. */
  isSpan(fields: JsonObject): boolean
}

/**
 * Walks over trees of spans, wherever they lie, and hands over each with its root. Of a tree that is cut off or broken
 * the complete members are kept. Memory: one tree.
 */
export async function walkSpanTrees(
  source: ByteSource,
  shape: TreeShape,
  onTree: (root: SpanNode) => void,
  report: Report,
  progress: (byte: number) => void,
): Promise<void> {
  await walkJson(source, new SpanTreeVisitor(shape, onTree, report), report, progress)
}

interface OpenNode {
  readonly fields: { [key: string]: unknown }
  readonly children: SpanNode[]
}

/** The visitor of {@link walkSpanTrees}, for readers that look at more than spans. */
export class SpanTreeVisitor implements JsonVisitor {
  readonly #shape: TreeShape
  readonly #onTree: (root: SpanNode) => void
  readonly #report: Report
  /** By depth; undefined for arrays. */
  readonly #open: (OpenNode | undefined)[] = []
  /** By depth, whether an array has held a span. */
  readonly #holdsSpans: boolean[] = []

  constructor(shape: TreeShape, onTree: (root: SpanNode) => void, report: Report) {
    this.#shape = shape
    this.#onTree = onTree
    this.#report = report
  }

  onValue(cursor: JsonCursor) {
    const key = cursor.key()
    if (typeof key === 'string') {
      if (this.#shape.wanted.has(key)) return 'take'
      if (this.#shape.passed.has(key)) return 'skip'
    }
    if (cursor.type === 'object' || cursor.type === 'array') {
      this.#open.length = cursor.depth
      this.#open[cursor.depth] = cursor.type === 'object' ? { fields: Object.create(null), children: [] } : undefined
      this.#holdsSpans[cursor.depth] = false
      return 'enter'
    }
    return typeof key === 'number' && this.#holdsSpans[cursor.depth - 1] ? 'take' : 'skip'
  }

  onTaken(cursor: JsonCursor, value: unknown): void {
    const key = cursor.key()
    const node = this.#open[cursor.depth - 1]
    if (node !== undefined) node.fields[key] = value
    else if (typeof key === 'number' && value !== null) this.#report('span.shape', cursor.at)
  }

  onLeave(cursor: JsonCursor): void {
    const node = this.#open[cursor.depth]
    this.#open.length = cursor.depth
    if (node === undefined || (node.children.length === 0 && !this.#shape.isSpan(node.fields))) return
    const { byte, line } = cursor.at
    const complete = { ...node, range: { byte, line, byteLength: cursor.position().byte - byte } }
    if (typeof cursor.key() === 'number') this.#holdsSpans[cursor.depth - 1] = true
    const around = this.#shape.children.has(homeOf(cursor))
      ? this.#open.findLast((open) => open !== undefined)
      : undefined
    if (around === undefined) this.#onTree(complete)
    else around.children.push(complete)
  }
}

/** The same tree out of a parsed value; all its spans have the range given. Undefined for what is no object. */
export function treeFromJson(
  value: unknown,
  shape: TreeShape,
  range: SourceRange & InputPosition,
): SpanNode | undefined {
  if (!isJsonObject(value)) return undefined
  const root: SpanNode & OpenNode = { fields: { ...value }, range, children: [] }
  const queue = [root]
  for (const node of queue) {
    for (const key of shape.children) {
      const members = Object.hasOwn(node.fields, key) ? node.fields[key] : undefined
      for (const member of Array.isArray(members) ? members : []) {
        if (!isJsonObject(member)) continue
        const child = { fields: { ...member }, range, children: [] }
        node.children.push(child)
        queue.push(child)
      }
    }
  }
  return root
}

/** Each span of a tree with the one around it, parents before children, in the order written. */
export function* preorder(root: SpanNode): Generator<readonly [node: SpanNode, around: SpanNode | undefined]> {
  const stack: (readonly [SpanNode, SpanNode | undefined])[] = [[root, undefined]]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    yield next
    const [node] = next
    for (let i = node.children.length - 1; i >= 0; i--) stack.push([node.children[i], node])
  }
}
