// A shop of Node processes that call each other over HTTP: the spans of the backend tests come from here.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findFreePort, startServer } from './processes.js'

/** @typedef {{ traceId: string, tornTraceId: string }} Order one request: its trace, and the trace that began where the header was forgotten */
/** @typedef {{ service: string, traceId: string, calls: Answer[] }} Answer */

/**
 * Who calls whom. All hand the trace context on but payment, whose wrapper around its client forgets it.
 *
 * @type {readonly { service: string, calls: readonly string[], forgets?: boolean }[]}
 */
const SERVICES = [
  { service: 'gateway', calls: ['orders'] },
  { service: 'orders', calls: ['inventory', 'payment'] },
  { service: 'inventory', calls: [] },
  { service: 'payment', calls: ['fraud'], forgets: true },
  { service: 'fraud', calls: ['rules'] },
  { service: 'rules', calls: [] },
]

/** Spans of an order in its own trace, and in the one that begins at fraud. */
export const SPANS = { whole: 8, torn: 3 }

/**
 * @param {string} folder
 * @param {{ otlp?: string, zipkin?: string }} receivers addresses that take spans
 */
export async function startShop(folder, { otlp = '', zipkin = '' }) {
  const ports = new Map(
    await Promise.all(SERVICES.map(async ({ service }) => /** @type {const} */ ([service, await findFreePort()]))),
  )
  /** @param {string} service */
  const addressOf = (service) => `http://127.0.0.1:${ports.get(service)}`
  const program = fileURLToPath(new URL('service.js', import.meta.url))
  const services = await Promise.all(
    SERVICES.map(({ service, calls, forgets }) =>
      startServer(`The service ${service}`, {
        command: process.execPath,
        args: [program],
        env: {
          SHOP_SERVICE: service,
          SHOP_PORT: `${ports.get(service)}`,
          SHOP_CALLEES: JSON.stringify(
            calls.map((callee) => ({ service: callee, url: `${addressOf(callee)}/${callee}` })),
          ),
          SHOP_FORGETS: forgets ? 'yes' : 'no',
          SHOP_OTLP: otlp,
          SHOP_ZIPKIN: zipkin,
        },
        ready: `${addressOf(service)}/ready`,
        patienceS: 30,
        log: join(folder, `${service}.log`),
      }),
    ),
  )
  return { url: addressOf('gateway'), stop: () => Promise.all(services.map(({ stop }) => stop())) }
}

/**
 * Sends one order through a shop.
 *
 * @param {string} shopUrl
 * @param {{ name?: string, fails?: string, slow?: string, ms?: number }} [how] a name to search for, the service that fails, and one that takes its time
 * @returns {Promise<Order>}
 */
export async function sendOrder(shopUrl, how = {}) {
  const search = new URLSearchParams(Object.entries(how).map(([key, value]) => [key, `${value}`]))
  const response = await fetch(`${shopUrl}/checkout?${search}`, { method: 'POST' })
  /** @type {Answer} */
  const answer = await response.json()
  return { traceId: answer.traceId, tornTraceId: findAnswer(answer, 'fraud').traceId }
}

/**
 * @param {Answer} answer
 * @param {string} service
 */
function findAnswer(answer, service) {
  const open = [answer]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.service === service) return next
    open.push(...next.calls)
  }
  throw new Error(`${service} was not called.`)
}
