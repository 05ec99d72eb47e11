import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test as base } from '@playwright/test'

const TYPES = new Map([
  ['.html', 'text/html'],
  ['.js', 'text/javascript'],
  ['.css', 'text/css'],
  ['.svg', 'image/svg+xml'],
])

/** Serves the built page as any static host does: without headers of its own, and without a proxy. */
async function startStaticHost() {
  const root = fileURLToPath(new URL('../dist', import.meta.url))
  const server = createServer(({ url = '/' }, response) => {
    const path = new URL(url, 'http://localhost').pathname.replace(/\/$/, '/index.html')
    readFile(join(root, path)).then(
      (body) => response.writeHead(200, { 'content-type': TYPES.get(extname(path)) ?? 'text/plain' }).end(body),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}

/** Tests of a page that calls backends at addresses of its reader, which `spanfall serve` does not allow it. */
export const test = base.extend<object, { staticUrl: string }>({
  staticUrl: [
    async ({ browserName: _ }, use) => {
      const host = await startStaticHost()
      await use(host.url)
      await host.stop()
    },
    { scope: 'worker' },
  ],
  baseURL: ({ staticUrl }, use) => use(staticUrl),
})
