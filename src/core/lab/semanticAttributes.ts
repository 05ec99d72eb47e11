import type { LabAttribute, LabEmitter, LabEvent } from './labSpan.ts'
import type { LabOperation, LabService, LabStep } from './mesh.ts'
import type { Random } from './random.ts'

/** A running copy of a service: the emitters of its spans. */
export interface LabInstance {
  readonly service: LabService
  /** How far its clock runs ahead, in ns. */
  readonly clockOffsetNs: number
  readonly http: LabEmitter
  /** Of its sidecar. */
  readonly proxy: LabEmitter
  readonly database: LabEmitter
  readonly messaging: LabEmitter
  readonly own: LabEmitter
}

const SDK_VERSION = { go: '1.39.0', java: '1.57.0', nodejs: '2.2.0', python: '1.39.1' } as const

/** Makes copy `index` of a service. Attribute names here and below: OpenTelemetry semantic conventions 1.38. */
export function makeInstance(service: LabService, index: number, random: Random): LabInstance {
  const pod = `${service.name}-${random.spanId().slice(0, 8)}-${index}`
  const resource: LabAttribute[] = [
    ['service.name', service.name],
    ['service.version', service.version],
    ['service.instance.id', pod],
    ['deployment.environment.name', 'demo'],
    ['host.name', `node-${random.int(1, 6)}`],
    ['telemetry.sdk.language', service.language],
    ['telemetry.sdk.name', 'opentelemetry'],
    ['telemetry.sdk.version', SDK_VERSION[service.language]],
  ]
  const emitter = (scopeName: string, scopeVersion: string): LabEmitter => ({ resource, scopeName, scopeVersion })
  return {
    service,
    clockOffsetNs: service.clockOffsetsNs?.[index] ?? 0,
    http:
      service.sidecar === undefined || service.sidecar === 'beside the application'
        ? emitter(`${service.language}.http`, '0.64.0')
        : emitter('envoy', '1.36.2'),
    proxy: { resource: sidecarResource(resource), scopeName: 'envoy', scopeVersion: '1.36.2' },
    database: emitter(`${service.language}.database`, '0.64.0'),
    messaging: emitter(`${service.language}.messaging`, '0.61.0'),
    own: emitter(service.name, service.version),
  }
}

/** What a sidecar tells of itself: the service it stands beside, and no SDK. */
function sidecarResource(resource: readonly LabAttribute[]): LabAttribute[] {
  return resource.filter(([key]) => !key.startsWith('telemetry.sdk.'))
}

/** Name of a sidecar's span: the host that is called and its port. */
export function sidecarSpanName(service: string): string {
  return `${service}.shop.svc.cluster.local:8080/*`
}

/** Attributes of a sidecar's span (envoyproxy.io, "Tracing"). */
export function sidecarAttributes(
  direction: 'inbound' | 'outbound',
  instance: LabInstance,
  to: string,
  operation: string,
  status: number,
): LabAttribute[] {
  const { method } = splitOperation(operation)
  return [
    ['component', 'proxy'],
    ['node_id', `sidecar~10.4.0.9~${instance.service.name}.shop~shop.svc.cluster.local`],
    ['upstream_cluster', `${direction}|8080||${to}.shop.svc.cluster.local`],
    ['response_flags', status >= 500 ? 'UF' : '-'],
    ['http.method', method],
    ['http.status_code', String(status)],
    ['http.protocol', 'HTTP/1.1'],
  ]
}

/** Fills the `{…}` parts of a route with ids. */
export function fillRoute(route: string, random: Random): string {
  return route.replaceAll(/\{[^}]*\}/g, () => String(random.int(1000, 9999)))
}

/** Splits `POST /orders` into method and route. */
export function splitOperation(name: string): { method: string; route: string } {
  const space = name.indexOf(' ')
  return { method: name.slice(0, space), route: name.slice(space + 1) }
}

/** Attributes of an HTTP SERVER span. */
function serverAttributes(service: string, operation: string, path: string, status: number): LabAttribute[] {
  const { method, route } = splitOperation(operation)
  const attributes: LabAttribute[] = [
    ['http.request.method', method],
    ['http.route', route],
    ['url.scheme', 'http'],
    ['url.path', path],
    ['http.response.status_code', status],
    ['network.protocol.version', '1.1'],
    ['server.address', service],
    ['server.port', 8080],
  ]
  if (status >= 500) attributes.push(['error.type', String(status)])
  return attributes
}

/** Attributes of an HTTP CLIENT span; `resend` counts the attempts before it. */
export function clientAttributes(
  host: string,
  operation: string,
  path: string,
  status: number,
  resend: number,
): LabAttribute[] {
  const { method, route } = splitOperation(operation)
  const outside = host.includes('.')
  const attributes: LabAttribute[] = [
    ['http.request.method', method],
    ['url.full', outside ? `https://${host}${path}` : `http://${host}:8080${path}`],
    ['url.template', route],
    ['server.address', host],
    ['server.port', outside ? 443 : 8080],
    ['http.response.status_code', status],
  ]
  if (status >= 400) attributes.push(['error.type', String(status)])
  if (resend > 0) attributes.push(['http.request.resend_count', resend])
  return attributes
}

const DATABASE_PORT = { postgresql: 5432, redis: 6379, mongodb: 27017 } as const

/** Attributes of a database CLIENT span. */
export function queryAttributes(service: string, step: LabStep & { readonly do: 'query' }): LabAttribute[] {
  const attributes: LabAttribute[] = [
    ['db.system.name', step.system],
    ['db.namespace', step.system === 'redis' ? '0' : service],
    ['db.operation.name', step.operation],
    ['db.query.text', step.text],
    ['server.address', `${step.system}.${service}`],
    ['server.port', DATABASE_PORT[step.system]],
  ]
  if (step.system !== 'redis') attributes.push(['db.collection.name', step.collection])
  return attributes
}

/** Attributes of a PRODUCER (no group) or CONSUMER span. */
export function messagingAttributes(destination: string, messageId: string, group: string | undefined): LabAttribute[] {
  const attributes: LabAttribute[] = [
    ['messaging.system', 'kafka'],
    ['messaging.destination.name', destination],
    ['messaging.operation.type', group === undefined ? 'send' : 'process'],
    ['messaging.operation.name', group === undefined ? 'send' : 'process'],
    ['messaging.message.id', messageId],
    ['messaging.client.id', `${destination}-${messageId.slice(0, 4)}`],
  ]
  if (group !== undefined) attributes.push(['messaging.consumer.group.name', group])
  return attributes
}

/** Attributes of what an operation starts with; `queue` names the destination of a message. */
export function entryAttributes(
  { service, name, isScheduled }: LabOperation,
  path: string,
  status: number,
  queue: string | undefined,
): readonly LabAttribute[] {
  if (queue !== undefined) return messagingAttributes(queue, path, service)
  return isScheduled === true ? [['code.function.name', name]] : serverAttributes(service, name, path, status)
}

/** Frames of a made-up stack, as the language prints them. */
function stackTrace(language: LabService['language'], service: string, type: string, message: string): string {
  switch (language) {
    case 'java':
      return `${type}: ${message}\n\tat shop.${service}.Handler.handle(Handler.java:88)\n\tat shop.${service}.Server.run(Server.java:41)`
    case 'python':
      return `Traceback (most recent call last):\n  File "/app/${service}/handler.py", line 88, in handle\n    return step(request)\n${type}: ${message}`
    case 'go':
      return `goroutine 42 [running]:\nshop/${service}.(*Handler).Handle(0xc00021a000)\n\t/src/${service}/handler.go:88 +0x1d4`
    case 'nodejs':
      return `${type}: ${message}\n    at handle (/app/${service}/handler.js:88:13)\n    at async serve (/app/${service}/server.js:41:5)`
  }
}

/** The event that a thrown exception leaves on a span (semantic conventions, "Exceptions on spans"). */
export function exceptionEvent(service: LabService, type: string, message: string, timeNs: number): LabEvent {
  return {
    timeNs,
    name: 'exception',
    attributes: [
      ['exception.type', type],
      ['exception.message', message],
      ['exception.stacktrace', stackTrace(service.language, service.name, type, message)],
    ],
  }
}
