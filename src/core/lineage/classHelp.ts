import type { BreakClass } from './breakClasses.ts'

/** What an engineer needs to act on a class. */
export interface ClassHelp {
  /** As in “Torn off at an HTTP call”. */
  readonly title: string
  readonly meaning: string
  readonly confirm: string
  readonly fix: string
}

const HELP: Readonly<Record<BreakClass, ClassHelp>> = {
  intact: {
    title: 'Intact',
    meaning: 'The span has the parent it names, and nothing contradicts it.',
    confirm: 'Nothing to confirm.',
    fix: 'Nothing to mend.',
  },
  duplicate_id: {
    title: 'Id used twice',
    meaning:
      'Two spans of one trace have the same span id and different content, so their children cannot be told apart.',
    confirm:
      'Compare the two spans. Equal starts point to a span that was exported twice while it changed; different services point to ids that were copied or made from a poor random source.',
    fix: 'Let the SDK make ids; look for custom id generators seeded alike in forked processes, and for exporters that send again what had already arrived.',
  },
  self_parent: {
    title: 'Its own parent',
    meaning: 'The span gives its own id as its parent id.',
    confirm:
      'Look for code that builds span contexts by hand, and for a log or bridge format that writes one id into both fields.',
    fix: 'Start spans through the tracer with a parent context; leave the parent empty where there is none.',
  },
  cycle: {
    title: 'Ring of parents',
    meaning:
      'Following the parents from this span leads back to it. No real call does that: an id was used again or a context was stored and taken up later.',
    confirm: 'Look at the earliest span of the ring, where it was cut, and at who wrote its parent id.',
    fix: 'Do not keep span contexts in fields or pools beyond a request; make ids anew for each span.',
  },
  id_format: {
    title: 'Trace id changed format',
    meaning:
      'The parent is there, but under a trace id of which one half differs: a hop cut a 128-bit id to 64 bits or padded it.',
    confirm:
      'Lay the two trace ids side by side. The same lower half with zeros above it is a B3 or older Jaeger propagator with 64-bit ids.',
    fix: 'Let every service speak the same format: W3C trace context everywhere, or B3 with 128-bit ids switched on. During a migration, extract both and inject both.',
  },
  reparse: {
    title: 'Linked instead of parented',
    meaning:
      'The span starts a trace of its own on purpose and links to what caused it, as batch consumers and restarted traces do.',
    confirm: 'The link is recorded on the span.',
    fix: 'Nothing to mend. Follow the link.',
  },
  window_cut: {
    title: 'Cut by the edge of the capture',
    meaning:
      'The span lies so close to the first or last moment of the capture that its parent probably lies outside, or it comes from an answer that holds only a part of its trace.',
    confirm: 'Capture a longer time, or open the trace by its id in the backend.',
    fix: 'Nothing to mend. Such spans are left out of the rates and counted apart.',
  },
  external_parent: {
    title: 'Caller outside the capture',
    meaning:
      'The entry of the trace names a parent that nobody here recorded: a browser, a partner, a service that exports elsewhere.',
    confirm:
      'See who calls this entry. If the caller is yours and instrumented, its exporter or its sampling is the question.',
    fix: 'Usually nothing. To stop strangers from choosing your trace ids, start anew at the edge and link.',
  },
  dropped_remote: {
    title: 'Caller’s span lost',
    meaning: 'The span came with a context, so the header arrived; the span that sent it is missing from the trace.',
    confirm:
      'Look for dropped spans in the caller’s SDK and in the collector (queue full, send failed), and for a proxy that writes a traceparent of its own without exporting its span.',
    fix: 'Give the caller’s exporter more room, flush on shutdown, and let the proxy either export its span or pass the header on as it is.',
  },
  head_sampler: {
    title: 'Sampled apart from its parent',
    meaning:
      'One service loses a constant share of its spans while the traces around them are whole: it decides about sampling by itself.',
    confirm: 'Compare the share with the sampling ratio configured in that service.',
    fix: 'Wrap its sampler in a parent-based one, so that the decision of the root holds for the whole trace.',
  },
  tail_late: {
    title: 'Late for the sampling decision',
    meaning:
      'Traces miss whatever ended after a certain time: the collector had decided by then and dropped what came later.',
    confirm:
      'Compare that time with `decision_wait` of the tail sampling processor, and see its counters of late spans.',
    fix: 'Make the wait longer than the slowest requests, keep decisions in a cache for late spans, and send all spans of a trace to the same collector.',
  },
  export_drop: {
    title: 'Lost in a burst',
    meaning: 'Spans of this service are missing in bunches: a queue was full or an export failed for a while.',
    confirm:
      'Look at that time for dropped spans in the batch processor, for refused spans in the collector, and for restarts.',
    fix: 'Enlarge queue and batch, add retries with a limit, and scale the collector.',
  },
  dropped_local: {
    title: 'Span inside the service lost',
    meaning:
      'The absent parent was a span of the same process: it was never ended, was filtered out, or died with the process.',
    confirm:
      'See which operation the siblings have in common; look for a span that is not ended on an early return or an exception, and for a filter that drops spans by name.',
    fix: 'End spans in a finally block, flush on shutdown, and let filters drop whole subtrees or nothing.',
  },
  split_http: {
    title: 'Torn off at a request',
    meaning:
      'The service was called, yet began a new trace: the context did not get from the caller’s client to this server.',
    confirm:
      'Log the incoming headers once. No traceparent: the client does not send it, or something between removes it. A traceparent that is ignored: the server does not read that format.',
    fix: 'Use an instrumented client and pass the context on where requests or headers are rebuilt; configure the same propagators on both sides; let gateways forward traceparent, tracestate and b3.',
  },
  split_mesh: {
    title: 'Torn off at a sidecar',
    meaning:
      'The sidecars see the hop, but the application between them did not copy the headers from the request it received to the request it made.',
    confirm: 'Send a request with a known traceparent and look at what the application sends on.',
    fix: 'Forward traceparent and tracestate (or the b3 headers) from incoming to outgoing requests; a mesh cannot do it for the application.',
  },
  split_queue: {
    title: 'Torn off at a queue',
    meaning: 'The consumer has neither the producer as parent nor a link to it.',
    confirm:
      'Look at the headers of one message. No traceparent: the producer does not put it in. A traceparent there: the consumer does not take it out.',
    fix: 'Instrument the messaging client on the side that the evidence names; keep message headers through bridges and dead-letter queues.',
  },
  split_async: {
    title: 'Torn off inside the process',
    meaning: 'Work that runs in the background began without the context of the request that caused it.',
    confirm: 'Look at where the work is handed over: an executor, a timer, a callback, a task that is not awaited.',
    fix: 'Carry the context along: wrap executors, bind callbacks, or start the span with the stored parent context. If the work is meant to stand alone, link it.',
  },
  misattached: {
    title: 'Below the wrong parent',
    meaning:
      'Its parent contradicts it: it was over before this span began, or has such a child already, while another call or request fits. A context of another request was used.',
    confirm: 'Compare both candidates in time, and look for a connection, thread or object pool that keeps a context.',
    fix: 'Detach the context at the end of each request, and do not store it in anything that outlives one.',
  },
  clock_skew: {
    title: 'Clocks apart',
    meaning: 'The parent is right; the two machines disagree about the time.',
    confirm: 'Other calls between the same instances show the same offset.',
    fix: 'Mend time synchronisation on the hosts. The lineage is whole: this is not counted as a break.',
  },
  legit_root: {
    title: 'Root of its own right',
    meaning: 'A request from outside, a scheduled job or a probe: nothing here should have been its parent.',
    confirm: 'If you know that something of yours calls it, see whether that caller is instrumented at all.',
    fix: 'Nothing to mend.',
  },
  unexplained: {
    title: 'Unexplained root',
    meaning: 'This operation nearly always has a caller, but no recorded call fits this span.',
    confirm: 'Look for callers that record no span, and for spans of the caller lost at that time.',
    fix: 'Instrument the caller; then the class will name itself.',
  },
}

/** Help for a class. */
export function classHelp(id: BreakClass): ClassHelp {
  return HELP[id]
}
