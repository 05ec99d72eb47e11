/**
 * Gives the memory of arrays back at once, where the collector would come to it later; they are empty afterwards. For what
 * nothing else looks at any more.
 */
export function freeBuffers(arrays: Iterable<ArrayBufferView>): void {
  const buffers = new Set<ArrayBuffer>()
  for (const { buffer } of arrays) if (buffer instanceof ArrayBuffer) buffers.add(buffer)
  // Moved to where nobody takes them. What is moved into a clone, or emptied in place, browsers keep until they collect.
  const { port1, port2 } = new MessageChannel()
  port2.close()
  port1.postMessage(undefined, [...buffers])
  port1.close()
}
