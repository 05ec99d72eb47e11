import { type EngineQuestion, MARGIN_MS } from './engineQuestion.ts'

/** A text of SQL: only for what this program writes itself. */
const quote = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`

const ATTRIBUTES = {
  instance: ['service.instance.id', 'k8s.pod.uid', 'k8s.pod.name', 'container.id', 'host.name', 'host.id'],
  peer: ['peer.service', 'server.address', 'net.peer.name', 'peer.hostname', 'http.host', 'peer.address'],
  destination: [
    'messaging.destination.name',
    'messaging.destination',
    'message_bus.destination',
    'messaging.kafka.topic',
    'kafka.topic',
  ],
  method: ['http.request.method', 'http.method', 'rpc.method'],
  path: ['url.path', 'http.target', 'http.path', 'url.full', 'http.url'],
  database: ['db.system.name', 'db.system', 'db.type', 'db.statement', 'db.query.text'],
} as const

/** The first of several attributes that is not empty, else ''. */
function firstOf(column: string, role: keyof typeof ATTRIBUTES): string {
  const values = ATTRIBUTES[role].map((key) => `${column}[${quote(key)}]`)
  return `arrayFirst(x -> x != '', [${values.join(', ')}])`
}

/** A point in time, as ClickHouse reads it. */
export function timeOf(unixMs: number): string {
  return `fromUnixTimestamp64Milli(toInt64(${unixMs}))`
}

/** The table, its parts in backticks. It must be a name that `questionFault` allows. */
export function tableOf({ table }: EngineQuestion): string {
  return table
    .split('.')
    .map((part) => `\`${part}\``)
    .join('.')
}

/** `SERVER`, however the exporter spelled it: `Server`, `SPAN_KIND_SERVER`. */
export const KIND = "replaceOne(upper(SpanKind), 'SPAN_KIND_', '')"

/** ns since 1970, as Int64. */
export const START = 'toUnixTimestamp64Nano(Timestamp)'

/**
 * Common table expressions for the verdict on each span of a question, as SQL of ClickHouse (22.8 or newer) over the
 * table that the OpenTelemetry collector's `clickhouse` exporter makes. The last is `judged`: one row a span that began
 * in the time asked for, with
 *
 * - `trace`, `id`, `parent`: hashes of the ids, which are joined faster than texts; a parent of 0 is none
 * - `class`: a class id of core/lineage, `''` for intact; `standing`: `intact`, `exempt` or `broken`
 * - `isEntry`: a local root — SERVER, CONSUMER, or without a parent in its own instance
 * - `crossing`: `call`, `queue` or `''`; `caller` (`'?'` where unknown) and `via`, for boundaries
 *
 * Order of the decision list: self_parent, id_format, absent parent (external_parent or dropped), intact, reparse, split_http,
 * split_queue, split_mesh or split_async, unexplained, legit_root. What is left out or taken more loosely than in core/lineage is in
 * {@link CLICKHOUSE_APPROXIMATIONS}.
 */
export function judgedSpans(question: EngineQuestion): string {
  const { fromMs, toMs } = question
  return `WITH
  spans AS (
    SELECT
      cityHash64(TraceId) AS trace, cityHash64(right(TraceId, 16)) AS lowerHalf,
      cityHash64(SpanId) AS id, if(ParentSpanId = '', 0, cityHash64(ParentSpanId)) AS parent,
      ServiceName AS service, SpanName AS name,
      ${KIND} AS kind,
      ${START} AS startNs,
      ${START} + toInt64(Duration) AS endNs,
      ${firstOf('ResourceAttributes', 'instance')} AS instance,
      ${firstOf('SpanAttributes', 'destination')} AS destination,
      upper(${firstOf('SpanAttributes', 'method')}) AS method,
      path(${firstOf('SpanAttributes', 'path')}) AS requestPath,
      replaceRegexpOne(lower(${firstOf('SpanAttributes', 'peer')}), ':\\\\d+$', '') AS host,
      ${firstOf('SpanAttributes', 'database')} != '' AS isDatabase,
      notEmpty(\`Links.SpanId\`) AS isLinked
    FROM ${tableOf(question)}
    WHERE Timestamp >= ${timeOf(fromMs - MARGIN_MS)} AND Timestamp < ${timeOf(toMs + MARGIN_MS)}
  ),
  -- Calls that nothing recorded answers, by the service they name: as its name, or as the first label of its host.
  openCalls AS (
    SELECT
      service AS caller, startNs AS callStartNs, endNs AS callEndNs, trace AS callTrace, id AS callId, method, requestPath,
      if(host IN (SELECT lower(service) FROM spans), host, splitByChar('.', host)[1]) AS callee
    FROM spans
    WHERE kind = 'CLIENT' AND host != '' AND NOT isDatabase
      AND (trace, id) NOT IN (SELECT trace, parent FROM spans WHERE kind = 'SERVER' AND parent != 0)
  ),
  named AS (
    SELECT DISTINCT if(host IN (SELECT lower(service) FROM spans), host, splitByChar('.', host)[1])
    FROM spans
    WHERE kind = 'CLIENT' AND host != '' AND NOT isDatabase
  ),
  producers AS (
    SELECT destination AS topic, if(uniqExact(service) = 1, any(service), '?') AS producer
    FROM spans
    WHERE kind = 'PRODUCER' AND destination != ''
    GROUP BY destination
  ),
  joined AS (
    SELECT
      c.trace AS trace, c.lowerHalf AS lowerHalf, c.id AS id, c.parent AS parent, c.service AS service, c.name AS name, c.kind AS kind,
      c.startNs AS startNs, c.endNs AS endNs, c.destination AS destination, c.method AS method, c.requestPath AS requestPath,
      c.isLinked AS isLinked,
      p.id != 0 AS isFound, p.service AS parentService, p.name AS parentName, p.kind AS parentKind,
      p.startNs AS parentStartNs, p.destination AS parentDestination,
      c.kind IN ('SERVER', 'CONSUMER') OR p.id = 0 OR p.service != c.service OR p.instance != c.instance AS isEntry
    FROM (
      SELECT * FROM spans
      WHERE startNs >= ${fromMs} * 1000000 AND startNs < ${toMs} * 1000000
    ) AS c
    LEFT ANY JOIN (
      SELECT trace, id, service, name, kind, startNs, instance, destination FROM spans
    ) AS p ON c.trace = p.trace AND c.parent = p.id
  ),
  -- Trees of each trace, those below one absent parent as one.
  trees AS (
    SELECT trace AS treeTrace, countIf(parent = 0) + uniqExactIf(parent, parent != 0 AND NOT isFound) AS tops
    FROM joined
    GROUP BY treeTrace
  ),
  -- Each operation: how often it has a caller in another service, how often no parent, and what it else hangs below.
  operations AS (
    SELECT
      service AS opService, name AS opName, kind AS opKind,
      countIf(isFound AND parentService != service) AS called,
      countIf(parent = 0) AS roots,
      topKIf(1)(parentService, isFound AND parentService != service) AS callers,
      topKIf(1)(
        (parentService, parentName, parentKind),
        isFound AND parentKind NOT IN ('CLIENT', 'PRODUCER') AND (parentService = service) = (kind != 'SERVER')
      ) AS hosts
    FROM joined
    GROUP BY opService, opName, opKind
  ),
  -- Requests without a parent, each with the call that was open as it began; a call is taken once.
  answered AS (
    SELECT r.trace AS rootTrace, r.id AS rootId, o.caller AS openCaller
    FROM (
      SELECT trace, id, startNs, startNs + 1000000 AS seekNs, lower(service) AS callee, method,
        arrayJoin(arrayDistinct([requestPath, ''])) AS askedPath
      FROM joined
      WHERE kind = 'SERVER' AND parent = 0
    ) AS r
    ASOF INNER JOIN openCalls AS o ON r.callee = o.callee AND r.method = o.method AND r.askedPath = o.requestPath AND r.seekNs >= o.callStartNs
    WHERE o.callTrace != r.trace AND o.callEndNs >= r.startNs AND r.startNs - o.callStartNs <= (
      SELECT if(count() >= 20, 6 * quantileTDigest(0.99)(greatest(0, startNs - parentStartNs)), 250000000)
      FROM joined
      WHERE isFound AND kind = 'SERVER' AND parentKind = 'CLIENT' AND parentService != service
    )
    ORDER BY r.startNs - o.callStartNs
    LIMIT 1 BY o.callTrace, o.callId
  ),
  -- Spans of the operation that a root's own is else recorded below, and below which it is not.
  lapses AS (
    SELECT
      s.trace AS hostTrace, s.id AS hostId, s.service AS hostService, s.startNs AS hostStartNs, s.endNs AS hostEndNs,
      p.opService AS lapseService, p.opName AS lapseName, p.opKind AS lapseKind
    FROM spans AS s
    INNER JOIN (
      SELECT opService, opName, opKind, hosts[1].1 AS hostService, hosts[1].2 AS hostName, hosts[1].3 AS hostKind
      FROM operations
      WHERE roots > 0 AND notEmpty(hosts) AND (hosts[1].2 != opName OR hosts[1].1 != opService)
    ) AS p ON s.service = p.hostService AND s.name = p.hostName AND s.kind = p.hostKind
    WHERE (s.trace, s.id, p.opService, p.opName) NOT IN (SELECT trace, parent, service, name FROM spans WHERE parent != 0)
  ),
  hosted AS (
    SELECT r.trace AS rootTrace, r.id AS rootId, h.hostService AS openHost
    FROM (
      SELECT trace, id, service, name, kind, startNs, startNs + 1000000 AS seekNs
      FROM joined
      WHERE kind != 'CONSUMER' AND parent = 0
    ) AS r
    ASOF INNER JOIN lapses AS h
      ON r.service = h.lapseService AND r.name = h.lapseName AND r.kind = h.lapseKind AND r.seekNs >= h.hostStartNs
    WHERE h.hostTrace != r.trace AND h.hostEndNs + if(r.kind = 'SERVER', 0, 100000000) >= r.startNs
  ),
  judged AS (
    SELECT
      j.trace AS trace, j.id AS id, j.parent AS parent, j.service AS service, j.isEntry AS isEntry,
      multiIf(
        j.parent = 0, '',
        j.parent = j.id, 'self_parent',
        j.isFound, '',
        (j.lowerHalf, j.parent) IN (SELECT lowerHalf, id FROM spans), 'id_format',
        j.kind NOT IN ('SERVER', 'CONSUMER'), 'dropped_local',
        t.tops = 1 OR o.called = 0 AND lower(j.service) NOT IN (SELECT * FROM named), 'external_parent',
        'dropped_remote'
      ) AS parentClass,
      multiIf(
        j.parent != 0, parentClass,
        j.isLinked, 'reparse',
        a.openCaller != '', 'split_http',
        j.kind = 'CONSUMER' AND q.producer != '', 'split_queue',
        h.openHost != '', if(j.kind = 'SERVER', 'split_mesh', 'split_async'),
        j.kind IN ('SERVER', 'UNSPECIFIED') AND o.called >= 20 AND o.roots <= 0.02 * (o.called + o.roots), 'unexplained',
        'legit_root'
      ) AS class,
      multiIf(
        class = '', 'intact',
        class IN ('reparse', 'external_parent', 'legit_root'), 'exempt',
        'broken'
      ) AS standing,
      multiIf(
        j.kind = 'CONSUMER' OR j.isFound AND j.parentKind = 'PRODUCER' AND j.parentService != j.service, 'queue',
        j.kind = 'SERVER' OR j.isFound AND j.parentService != j.service, 'call',
        ''
      ) AS crossing,
      multiIf(
        j.isFound AND j.parent != j.id, j.parentService,
        class = 'split_http', a.openCaller,
        class IN ('split_mesh', 'split_async'), h.openHost,
        class = 'split_queue', q.producer,
        notEmpty(o.callers), o.callers[1],
        '?'
      ) AS caller,
      if(crossing = 'queue', if(j.parentDestination != '', j.parentDestination, j.destination), '') AS via
    FROM joined AS j
    LEFT ANY JOIN operations AS o ON j.service = o.opService AND j.name = o.opName AND j.kind = o.opKind
    LEFT ANY JOIN trees AS t ON j.trace = t.treeTrace
    LEFT ANY JOIN answered AS a ON j.trace = a.rootTrace AND j.id = a.rootId
    LEFT ANY JOIN hosted AS h ON j.trace = h.rootTrace AND j.id = h.rootId
    LEFT ANY JOIN producers AS q ON j.destination = q.topic
  )`
}

/** Where the SQL is looser than core/lineage, one sentence each. */
export const CLICKHOUSE_APPROXIMATIONS: readonly string[] = [
  'Duplicate ids, cycles longer than one span, spans below a wrong parent and clock skew are not looked for.',
  'A request without a parent counts as torn off where an unanswered call to its service, with its method and path, was open as it began: the latest such call is taken. Calls without a path fit all paths; routes and status are not compared.',
  'A service that a call names is that of the name, or of the first label of the host. Names that only recorded calls would explain are not learned.',
  'Work inside a process, and requests behind silent sidecars, count as torn off where the span that such work else hangs below was open and lacks it; where all of an operation lost its parent, SQL sees roots of their own right.',
  'A link exempts a span whether or not what it points to is there.',
  'A request whose parent is absent counts as called from outside where all of its trace hangs below that parent, or where nothing recorded ever calls its operation or names its service.',
  'Parents are looked up ten minutes before and after. Of the last minutes some may not have arrived: end the time before now.',
]
