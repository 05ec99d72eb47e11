/** What an attribute says to the judgement of lineage. */
type FactRole =
  | 'peer'
  | 'destination'
  | 'messaging'
  | 'method'
  | 'rpcService'
  | 'route'
  | 'path'
  | 'url'
  | 'status'
  | 'partition'
  | 'database'
  | 'resend'
  | 'proxy'
  | 'component'
  | 'instance'

/** A role, and which of several attributes of the role wins: the higher. */
export interface FactKey {
  readonly role: FactRole
  readonly rank: number
}

/**
 * Attribute keys by role: the OpenTelemetry semantic conventions (HTTP, RPC, messaging, database, resource), the names
 * they had before, and those of OpenTracing and Zipkin.
 */
export const FACT_KEYS: ReadonlyMap<string, FactKey> = new Map(
  (
    [
      ['peer', ['peer.service', 'server.address', 'net.peer.name', 'peer.hostname', 'http.host', 'peer.address']],
      [
        'destination',
        [
          'messaging.destination.name',
          'messaging.destination',
          'message_bus.destination',
          'messaging.kafka.topic',
          'kafka.topic',
        ],
      ],
      ['messaging', ['messaging.system']],
      ['method', ['http.request.method', 'http.method', 'rpc.method']],
      ['rpcService', ['rpc.service']],
      ['route', ['http.route', 'url.template']],
      ['path', ['url.path', 'http.target', 'http.path']],
      ['url', ['url.full', 'http.url']],
      ['status', ['http.response.status_code', 'http.status_code']],
      ['partition', ['messaging.destination.partition.id', 'messaging.kafka.destination.partition']],
      ['database', ['db.system.name', 'db.system', 'db.type', 'db.statement', 'db.query.text']],
      // Envoy's tracers and Istio's additions (envoyproxy.io, "Tracing"; istio.io, "Distributed tracing").
      ['proxy', ['upstream_cluster.name', 'upstream_cluster', 'response_flags', 'node_id', 'istio.mesh_id']],
      ['component', ['component']],
      ['resend', ['http.request.resend_count', 'http.resend_count']],
      [
        'instance',
        [
          'service.instance.id',
          'k8s.pod.uid',
          'k8s.pod.name',
          'container.id',
          'host.name',
          'host.id',
          'hostname',
          'ip',
        ],
      ],
    ] satisfies [FactRole, string[]][]
  ).flatMap(([role, keys]) => keys.map((key, place): [string, FactKey] => [key, { role, rank: keys.length - place }])),
)

const PROXY_SCOPE = /^(?:envoy|istio|linkerd)/i
const PROXY_NAME = /^(?:envoy|istio-proxy|linkerd-proxy)$/i
const PROXY_NAME_KEYS: ReadonlySet<string> = new Set(['k8s.container.name', 'container.name', 'telemetry.sdk.name'])

/** Whether an instrumentation scope is that of a proxy beside applications. */
export function isProxyScope(name: string): boolean {
  return PROXY_SCOPE.test(name)
}

/** Whether an attribute of a resource says that a proxy beside an application emitted it. */
export function isProxyResource(key: string, value: string): boolean {
  return PROXY_NAME_KEYS.has(key) && PROXY_NAME.test(value)
}

const SECRET_KEY =
  /(?:^|[._-])(?:password|passwd|secret|api[_-]?key|access[_-]?token|auth[_-]?token|private[_-]?key|authorization|cookie|set-cookie|credentials?)$/i
const SECRET_VALUE =
  /^(?:Bearer |Basic [A-Za-z0-9+/=]{8}|eyJ[\w-]{10,}\.eyJ|AKIA[0-9A-Z]{12}|gh[pousr]_\w{20}|xox[abp]-|-----BEGIN [A-Z ]*PRIVATE KEY)/

/** Whether a key is one that credentials stand under. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key)
}

/** Whether a value begins as credentials do. */
export function isSecretValue(value: string): boolean {
  return SECRET_VALUE.test(value)
}
