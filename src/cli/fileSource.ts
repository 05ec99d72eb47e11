import { type FileHandle, open } from 'node:fs/promises'
import { type ByteSource, bytesSource } from '../core/model/byteSource.ts'

/** A file that is open for reading in slices; `close` gives it back. */
export interface OpenFile {
  readonly source: ByteSource
  close(): Promise<void>
}

/** Opens a file; pipes and other files without a size are read whole. Rejects where there is nothing to read. */
export async function openFile(path: string): Promise<OpenFile> {
  const handle = await open(path)
  try {
    const stats = await handle.stat()
    if (stats.isDirectory()) throw new Error('It is a folder.')
    const source = stats.isFile() ? handleSource(handle, stats.size) : bytesSource(await handle.readFile())
    return { source, close: () => handle.close() }
  } catch (problem) {
    await handle.close()
    throw problem
  }
}

function handleSource(handle: FileHandle, size: number): ByteSource {
  return {
    size,
    async read(from, to) {
      const start = Math.max(0, from)
      const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - start))
      let filled = 0
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return bytes.subarray(0, filled)
    },
  }
}
