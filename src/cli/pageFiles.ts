import { readdir, readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { WORKER_PATH, WORKER_POLICY } from './pagePolicy.ts'

const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
  ['.json', 'application/json'],
  ['.jsonl', 'application/x-ndjson'],
  ['.ndjson', 'application/x-ndjson'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.csv', 'text/csv; charset=utf-8'],
  ['.gz', 'application/gzip'],
])

/** The files below the built page, the CLI's own folder aside: URL path → file path. */
export async function listPageFiles(root: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory() && path !== '/cli') folders.push(path)
      if (entry.isFile()) files.set(path, join(root, path))
    }
  }
  return files
}

/** Answers with a file of the page; false where there is none, and nothing has been sent. */
export async function sendPageFile(
  files: ReadonlyMap<string, string>,
  url: string,
  isHead: boolean,
  response: ServerResponse,
): Promise<boolean> {
  const path = readPath(url)
  const file = path === undefined ? undefined : files.get(path)
  const body = file === undefined ? undefined : await readFile(file).catch(() => undefined)
  if (path === undefined || body === undefined) return false
  if (path.startsWith(WORKER_PATH)) response.setHeader('Content-Security-Policy', WORKER_POLICY)
  // Names below assets/ hold a hash of their content.
  if (path.startsWith('/assets/')) response.setHeader('Cache-Control', 'public, max-age=31536000, immutable')
  response.setHeader('Content-Type', MEDIA_TYPES.get(extname(path).toLowerCase()) ?? 'application/octet-stream')
  response.setHeader('Content-Length', body.byteLength)
  response.end(isHead ? undefined : body)
  return true
}

/** The decoded path without its query; undefined where it is not valid percent-encoding. */
function readPath(url: string): string | undefined {
  try {
    const path = decodeURIComponent(url.replace(/[?#].*$/s, ''))
    return path === '/' ? '/index.html' : path
  } catch {
    return undefined
  }
}
