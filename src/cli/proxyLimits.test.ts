import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import type { ProxyLimits } from './proxyRequest.ts'
import { ProxyTestBed } from './proxyTestBed.ts'

let bed = new ProxyTestBed()

async function startBed(limits: Partial<ProxyLimits> = {}): Promise<void> {
  bed = new ProxyTestBed()
  await bed.start(limits)
}

afterEach(() => bed.stop())

/** Status, and the code of an answer that is the proxy's own. */
async function askFor(path: string, init?: RequestInit): Promise<readonly [number, string | null]> {
  const { status, headers } = await bed.get(path, init)
  return [status, headers.get('x-spanfall-proxy')]
}

const textOf = async (path: string): Promise<string> => (await bed.get(path)).text()

test('a backend that is not there is told from one that is slow, and the next request is answered', async () => {
  await startBed({ firstByteMs: 200 })
  const refused = await bed.get('/backends/zipkin/api/v2/services')
  expect([refused.status, refused.headers.get('x-spanfall-proxy')]).toEqual([502, 'unreachable'])
  expect((await refused.json()).error).toBe('zipkin at 127.0.0.1:9 cannot be asked: nothing listens there.')
  const silent = await bed.get('/backends/prometheus/api/v1/query')
  expect([silent.status, silent.headers.get('x-spanfall-proxy')]).toEqual([504, 'timeout'])
  expect((await silent.json()).error).toMatch(/^prometheus at .* did not begin to answer within 0\.2 s\.$/)
  bed.reply = (_, response) => response.socket?.end('not http at all\r\n\r\n')
  expect(await askFor('/backends/clickhouse/ping')).toEqual([502, 'unreachable'])
  bed.reply = (_, response) => response.socket?.destroy()
  expect(await askFor('/backends/clickhouse/ping')).toEqual([502, 'unreachable'])
  bed.reply = (_, response) => response.end('{}')
  expect(await askFor('/backends/clickhouse/ping')).toEqual([200, null])
})

test('who counts before answering has the whole time for it', async () => {
  await startBed({ firstByteMs: 50 })
  bed.reply = (_, response) => void setTimeout(() => response.end('counted'), 300)
  expect(await textOf('/backends/clickhouse/?query=SELECT+1')).toBe('counted')
})

test('nobody has more than the whole time', async () => {
  await startBed({ totalMs: 200 })
  bed.reply = () => {}
  expect(await askFor('/backends/clickhouse/?query=SELECT+1')).toEqual([504, 'timeout'])
  bed.reply = (_, response) => {
    const drip = setInterval(() => response.write('.'), 20)
    response.on('close', () => clearInterval(drip))
  }
  await expect(textOf('/backends/jaeger/')).rejects.toThrow()
})

test('an answer that stops is cut, not passed off as whole', async () => {
  await startBed({ idleMs: 200 })
  bed.reply = (_, response) => response.write('half')
  await expect(textOf('/backends/jaeger/')).rejects.toThrow()
  bed.reply = (_, response) => {
    response.writeHead(200, { 'content-length': 10 }).write('half')
    setTimeout(() => response.socket?.destroy(), 20)
  }
  await expect(textOf('/backends/jaeger/')).rejects.toThrow()
})

test.each([1001, 20_000_000])('a request of %i bytes is refused, and goes nowhere', async (length) => {
  await startBed()
  const body = 'x'.repeat(length)
  expect(await askFor('/backends/clickhouse/', { method: 'POST', body })).toEqual([413, 'tooLarge'])
  expect(bed.heard).toEqual([])
})

test('a request that does not tell how large it is, is refused as well', async () => {
  await startBed()
  const chunk = `200\r\n${'x'.repeat(512)}\r\n`
  const head = 'POST /backends/clickhouse/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n'
  expect(await bed.sendRaw(head + chunk.repeat(100))).toContain('413 ')
  expect(bed.heard).toEqual([])
})

test('an answer that is too large is refused, or cut where it did not say so', async () => {
  await startBed()
  bed.reply = (_, response) => response.writeHead(200, { 'content-length': 100_001 }).end('x'.repeat(100_001))
  const declared = await bed.get('/backends/jaeger/')
  expect([declared.status, (await declared.json()).errorType]).toEqual([413, 'tooLarge'])
  bed.reply = (_, response) => {
    response.write('x'.repeat(60_000))
    response.end('x'.repeat(60_000))
  }
  await expect(textOf('/backends/jaeger/')).rejects.toThrow()
})

test('a packed answer counts by what it unpacks to, and arrives unpacked', async () => {
  await startBed()
  bed.reply = (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000)))
  await expect(textOf('/backends/jaeger/')).rejects.toThrow()
  bed.reply = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"packed":1}'))
  const packed = await bed.get('/backends/jaeger/')
  expect([packed.headers.get('content-encoding'), await packed.text()]).toEqual([null, '{"packed":1}'])
  bed.reply = (_, response) => response.writeHead(200, { 'content-encoding': 'br' }).end('x')
  expect(await askFor('/backends/jaeger/')).toEqual([502, 'badAnswer'])
})

test('a page that goes away frees the request to the backend', async () => {
  await startBed()
  const freed = new Promise((resolve) => {
    bed.reply = (request, response) => {
      response.write('first')
      request.socket.once('close', resolve)
    }
  })
  const controller = new AbortController()
  const answer = await bed.get('/backends/jaeger/', { signal: controller.signal })
  await answer.body?.getReader().read()
  controller.abort()
  await freed
})

test('an answer that nobody reads is not gathered, but held back and then cut', async () => {
  await startBed({ answerBytes: 1 << 30, idleMs: 300 })
  const most = 1 << 28
  let written = 0
  const cut = new Promise((resolve) => {
    bed.reply = (request, response) => {
      request.socket.once('close', resolve)
      const chunk = Buffer.alloc(1 << 16)
      const more = () => {
        while (written < most) {
          written += chunk.length
          if (!response.write(chunk)) return
        }
      }
      response.on('drain', more)
      more()
    }
  })
  const socket = connect(bed.port, '127.0.0.1', () =>
    socket.write('GET /backends/jaeger/ HTTP/1.1\r\nHost: localhost\r\n\r\n'),
  )
  socket.on('error', () => {})
  socket.pause()
  await cut
  expect(written).toBeGreaterThan(0)
  expect(written).toBeLessThan(most / 4)
  socket.destroy()
})
