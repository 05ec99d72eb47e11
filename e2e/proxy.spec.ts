import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'

// `spanfall serve` as a browser meets it. What it refuses, spelling by spelling, is in src/cli/proxy.test.ts.

let backend: Server
let other: Server
let cli: ChildProcess
let folder = ''
let pageUrl = ''
let zipkinPort = 0
let heard: IncomingMessage[] = []
let strays = 0

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await listen(server)
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test.beforeAll(async () => {
  backend = createServer((request, response) => {
    heard.push(request)
    const { url = '' } = request
    if (url.endsWith('/moved')) response.writeHead(302, { location: '/jaeger/api/services' }).end()
    else if (url.endsWith('/away')) response.writeHead(302, { location: `${addressOf(other)}/` }).end()
    else if (url.endsWith('/page')) {
      const html = '<body>hello<script>document.body.textContent = "it ran"</script></body>'
      response.writeHead(500, { 'content-type': 'text/html', 'set-cookie': 'theirs=1' }).end(html)
    } else response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":["orders"]}')
  })
  other = createServer((_, response) => {
    strays++
    response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' }).end('<body></body>')
  })
  await Promise.all([listen(backend), listen(other)])
  folder = mkdtempSync(join(tmpdir(), 'spanfall-serve-'))
  writeFileSync(join(folder, 'dump.json'), '[]')
  pageUrl = `http://localhost:${await findFreePort()}`
  const { port } = new URL(pageUrl)
  zipkinPort = await findFreePort()
  const jaeger = addressOf(backend).replace('//', '//reader:secret@')
  cli = spawn(process.execPath, [
    'dist/cli/main.js',
    'serve',
    join(folder, 'dump.json'),
    '--port',
    port,
    '--jaeger',
    `${jaeger}/jaeger`,
    '--zipkin',
    `http://127.0.0.1:${zipkinPort}`,
  ])
  const line = await new Promise<string>((resolve) => cli.stdout?.once('data', (bytes) => resolve(String(bytes))))
  expect(line).toBe(`Spanfall is at ${pageUrl}\n`)
})

test.afterAll(async () => {
  cli.kill()
  for (const server of [backend, other]) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  rmSync(folder, { recursive: true })
})

test.beforeEach(() => {
  heard = []
  strays = 0
})

interface Fetched {
  readonly status: number
  readonly text: string
}

/** What a script of the open page gets; a status of 0 for nothing at all. */
function fetchIn(page: Page, url: string, init: RequestInit = {}): Promise<Fetched> {
  return page.evaluate(
    async ([address, options]) => {
      try {
        const response = await fetch(address, options)
        return { status: response.status, text: await response.text() }
      } catch {
        return { status: 0, text: '' }
      }
    },
    [url, init] as const,
  )
}

test('the page reaches the backend named, with the credentials of the command line, and files by their number', async ({
  page,
}) => {
  await page.goto(pageUrl)
  await page.context().addCookies([{ name: 'mine', value: '1', url: pageUrl }])
  expect(await fetchIn(page, 'backends/jaeger/api/services')).toEqual({ status: 200, text: '{"data":["orders"]}' })
  expect(heard.map(({ url }) => url)).toEqual(['/jaeger/api/services'])
  expect(heard[0]?.headers.authorization).toBe(`Basic ${Buffer.from('reader:secret').toString('base64')}`)
  expect(heard[0]?.headers.cookie).toBeUndefined()
  const { text } = await fetchIn(page, 'spanfall.json')
  expect(JSON.parse(text)).toEqual({
    sources: [
      { name: 'jaeger', kind: 'jaeger', path: 'backends/jaeger/' },
      { name: 'zipkin', kind: 'zipkin', path: 'backends/zipkin/' },
    ],
    files: [{ name: 'dump.json', path: 'files/0' }],
  })
  expect(await fetchIn(page, 'files/0')).toEqual({ status: 200, text: '[]' })
})

test('redirects inside the backend are followed, others are not', async ({ page }) => {
  await page.goto(pageUrl)
  expect(await fetchIn(page, 'backends/jaeger/moved')).toEqual({ status: 200, text: '{"data":["orders"]}' })
  const away = await fetchIn(page, 'backends/jaeger/away')
  expect(away.status).toBe(502)
  expect(JSON.parse(away.text).error).toContain('only the address given to spanfall serve is asked')
  expect(strays).toBe(0)
})

test('a backend that is not there is told in words, and found once it is', async ({ page }) => {
  await page.goto(pageUrl)
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Connections' })
  await dialog.getByRole('button', { name: 'Test zipkin' }).click()
  await expect(dialog).toContainText(`zipkin at 127.0.0.1:${zipkinPort} cannot be asked: nothing listens there.`)
  const zipkin = createServer((_, response) => response.end('["orders","payment"]'))
  await new Promise<void>((resolve) => zipkin.listen(zipkinPort, '127.0.0.1', resolve))
  await dialog.getByRole('button', { name: 'Test zipkin' }).click()
  await expect(dialog).toContainText('It knows 2 services.')
  zipkin.closeAllConnections()
  await new Promise((resolve) => zipkin.close(resolve))
})

test('the page may call nobody else', async ({ page }) => {
  await page.goto(pageUrl)
  expect(await fetchIn(page, `${addressOf(other)}/`)).toEqual({ status: 0, text: '' })
  expect(await fetchIn(page, `${addressOf(other)}/`, { mode: 'no-cors' })).toEqual({ status: 0, text: '' })
  expect(strays).toBe(0)
})

test('a page of another origin gets nothing, and makes the proxy ask nothing', async ({ page }) => {
  await page.goto(`${addressOf(other)}/`)
  for (const path of ['/backends/jaeger/api/services', '/files/0', '/spanfall.json']) {
    expect(await fetchIn(page, `${pageUrl}${path}`)).toEqual({ status: 0, text: '' })
    await fetchIn(page, `${pageUrl}${path}`, { mode: 'no-cors' })
    await fetchIn(page, `${pageUrl}${path}`, { mode: 'no-cors', method: 'POST', body: 'x' })
  }
  const isFramed = await page.evaluate(async (address) => {
    const frame = document.createElement('iframe')
    frame.src = address
    document.body.append(frame)
    await new Promise((resolve) => frame.addEventListener('load', resolve))
    return frame.contentDocument !== null
  }, `${pageUrl}/backends/jaeger/api/services`)
  expect(isFramed).toBe(false)
  expect(heard).toEqual([])
})

test('a page that a backend answers with runs nothing and sets no cookie', async ({ page }) => {
  await page.goto(`${pageUrl}/backends/jaeger/page`)
  await expect(page.locator('body')).toHaveText(/^hello/)
  expect(await page.context().cookies()).toEqual([])
  expect(await page.evaluate(() => window.origin)).toBe('null')
})
