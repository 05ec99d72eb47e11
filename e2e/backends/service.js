// One service of the shop: a process of its own, with spans by the OpenTelemetry SDK. Started by shop.js.
import { createServer } from 'node:http'
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'

/** @typedef {{ service: string, traceId: string, calls: Answer[] }} Answer */
/** @typedef {{ service: string, url: string }} Callee */

const { SHOP_SERVICE: service = '', SHOP_PORT = '', SHOP_OTLP = '', SHOP_ZIPKIN = '' } = process.env
/** @type {Callee[]} */
const callees = JSON.parse(process.env.SHOP_CALLEES ?? '[]')
const forgetful = process.env.SHOP_FORGETS === 'yes'

const exporters = [
  ...(SHOP_OTLP === '' ? [] : [new OTLPTraceExporter({ url: SHOP_OTLP })]),
  ...(SHOP_ZIPKIN === '' ? [] : [new ZipkinExporter({ url: SHOP_ZIPKIN })]),
]
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': service, 'service.instance.id': `${service}-${process.pid}` }),
  spanProcessors: exporters.map((exporter) => new SimpleSpanProcessor(exporter)),
})
provider.register()
const tracer = trace.getTracer('shop')

/** @param {number} ms */
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * What this service calls with: a span for the call, and the header.
 *
 * @param {Callee} callee
 * @param {string} search
 * @returns {Promise<Answer>}
 */
function call({ service: peer, url }, search) {
  const { hostname, port } = new URL(url)
  const attributes = { 'http.request.method': 'POST', 'url.full': url, 'server.address': hostname }
  const options = {
    kind: SpanKind.CLIENT,
    attributes: { ...attributes, 'server.port': Number(port), 'peer.service': peer },
  }
  return tracer.startActiveSpan('POST', options, async (span) => {
    /** @type {Record<string, string>} */
    const headers = {}
    // The fault: a client of one's own making, which makes the span but leaves out this line.
    if (!forgetful) propagation.inject(context.active(), headers)
    const response = await fetch(url + search, { method: 'POST', headers })
    span.setAttribute('http.response.status_code', response.status)
    if (!response.ok) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
    return response.json()
  })
}

const server = createServer((request, response) => {
  const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  if (pathname === '/ready') {
    response.end()
    return
  }
  const attributes = {
    'http.request.method': 'POST',
    'http.route': pathname,
    'url.path': pathname,
    'url.scheme': 'http',
  }
  const parent = propagation.extract(context.active(), request.headers)
  void tracer.startActiveSpan(`POST ${pathname}`, { kind: SpanKind.SERVER, attributes }, parent, async (span) => {
    // What an order is called by those who send it, to be searched for.
    span.setAttribute('shop.order', searchParams.get('name') ?? '')
    await wait(3)
    /** @type {Answer[]} */
    const calls = []
    for (const callee of callees) calls.push(await call(callee, search))
    if (searchParams.get('slow') === service) await wait(Number(searchParams.get('ms')))
    const fails = searchParams.get('fails') === service
    if (fails) {
      span.recordException(new Error('no such rule'))
      span.setStatus({ code: SpanStatusCode.ERROR })
    }
    const status = fails ? 500 : 200
    span.setAttribute('http.response.status_code', status)
    span.end()
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ service, traceId: span.spanContext().traceId, calls }))
  })
})
server.listen(Number(SHOP_PORT), '127.0.0.1')
