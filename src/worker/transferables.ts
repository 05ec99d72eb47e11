/**
 * The buffers of all typed arrays in a tree of plain objects and arrays, each once: what postMessage may move instead of
 * copy. Does not look into Maps. The tree is as deep as our own types, not as deep as data.
 */
export function transferables(value: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  const visit = (node: unknown): void => {
    if (ArrayBuffer.isView(node)) {
      if (node.buffer instanceof ArrayBuffer) buffers.add(node.buffer)
    } else if (typeof node === 'object' && node !== null && Object.getPrototypeOf(node) === Object.prototype) {
      for (const child of Object.values(node)) visit(child)
    }
  }
  visit(value)
  return [...buffers]
}
