import { type FileHandle, open } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { CliIo } from './cliIo.ts'
import { foreignHeaders } from './proxyHeaders.ts'

/** A FILE of the command line. */
export interface ServedFile {
  /** Without its folder. */
  readonly name: string
  /** A path that is opened anew for each request, or bytes that can be read only once. */
  readonly content: string | Uint8Array
}

/** The files the page is to open, or a sentence about the first that cannot be read. Pipes are read to their end. */
export async function findServedFiles(paths: readonly string[], io: CliIo): Promise<ServedFile[] | string> {
  const files: ServedFile[] = []
  for (const path of paths) {
    try {
      const content = path === '-' ? await io.stdin() : await openOnce(path)
      files.push({ name: path === '-' ? 'standard input' : basename(path), content })
    } catch (problem) {
      return `${path}: ${problem instanceof Error ? problem.message : 'cannot be read'}`
    }
  }
  return files
}

async function openOnce(path: string): Promise<string | Uint8Array> {
  const handle = await open(path)
  try {
    const stats = await handle.stat()
    if (stats.isDirectory()) throw new Error('It is a folder.')
    return stats.isFile() ? path : await handle.readFile()
  } finally {
    await handle.close()
  }
}

/** Streams a file. False where it can no longer be read, and nothing has been sent. */
export async function sendFile({ content }: ServedFile, isHead: boolean, response: ServerResponse): Promise<boolean> {
  const head = (size: number) =>
    response.writeHead(200, { ...foreignHeaders(), 'content-type': 'application/octet-stream', 'content-length': size })
  if (typeof content !== 'string') {
    head(content.byteLength).end(isHead ? undefined : content)
    return true
  }
  let handle: FileHandle
  try {
    handle = await open(content)
  } catch {
    return false
  }
  try {
    const { size } = await handle.stat()
    head(size)
    if (isHead || size === 0) response.end()
    // A file that still grows ends where its length was told.
    else await pipeline(handle.createReadStream({ end: size - 1, autoClose: false }), response)
  } catch {
    response.destroy()
  } finally {
    await handle.close()
  }
  return true
}
