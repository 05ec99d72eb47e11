import type { ByteSource } from '../model/byteSource.ts'

const WINDOW_BYTES = 512 * 1024
const WINDOWS = 4

interface Window {
  readonly from: number
  readonly bytes: Uint8Array
}

/**
 * The same source, read in few large stretches, the last of which stay at hand: for many small reads that lie near one
 * of a few places, as spans, their resources and their scopes do.
 */
export function windowedSource(source: ByteSource): ByteSource {
  const windows: Window[] = []
  return {
    size: source.size,
    async read(from, to) {
      const end = Math.min(to, source.size)
      const at = windows.findIndex((known) => from >= known.from && end <= known.from + known.bytes.length)
      const [known] = at === -1 ? [] : windows.splice(at, 1)
      const window = known ?? { from, bytes: await source.read(from, Math.max(end, from + WINDOW_BYTES)) }
      windows.unshift(window)
      windows.length = Math.min(windows.length, WINDOWS)
      return window.bytes.subarray(from - window.from, end - window.from)
    },
  }
}
