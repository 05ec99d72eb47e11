/** A service of the simulated mesh. */
export interface LabService {
  readonly name: string
  readonly version: string
  /** As in `telemetry.sdk.language`. */
  readonly language: 'go' | 'java' | 'nodejs' | 'python'
  readonly instances: number
  /** How far the clock of each instance runs ahead, in ns; negative for behind. 0 where absent. */
  readonly clockOffsetsNs?: readonly number[]
  /**
   * The application records nothing, its sidecar records what comes in, or what goes out too. Such a service may wait and
   * call, and copies the headers of what came in to what goes out, unless a fault has it forget them. Or both record:
   * the sidecar what comes in and goes out, beside the application.
   */
  readonly sidecar?: 'entries' | 'entries and calls' | 'beside the application'
}

/** A share of requests that fail, with the exception they throw. */
interface LabFailure {
  readonly share: number
  readonly type: string
  readonly message: string
}

/** What an operation does, in order. `ms` is the median duration of the part that is the step's own. */
export type LabStep =
  /** Time that no span shows. */
  | { readonly do: 'wait'; readonly ms: number }
  /** An INTERNAL span. */
  | { readonly do: 'work'; readonly name: string; readonly ms: number; readonly steps?: readonly LabStep[] }
  /** An INTERNAL span which the operation starts and does not wait for. */
  | { readonly do: 'background'; readonly name: string; readonly ms: number; readonly steps?: readonly LabStep[] }
  /** A CLIENT span to a database, `times` of them one after the other. */
  | {
      readonly do: 'query'
      readonly system: 'postgresql' | 'redis' | 'mongodb'
      readonly operation: string
      readonly collection: string
      readonly text: string
      readonly ms: number
      readonly times?: number
    }
  /** A CLIENT span to a host that sends no spans. */
  | {
      readonly do: 'external'
      readonly host: string
      readonly method: string
      readonly path: string
      readonly ms: number
    }
  /** A CLIENT span, and the operation in the callee. */
  | {
      readonly do: 'call'
      readonly to: string
      readonly operation: string
      /** Further attempts after a failed one. */
      readonly retries?: number
      /** The caller goes on when the callee fails. */
      readonly tolerant?: boolean
      /** Share of the requests that make the call; 1 if absent. */
      readonly share?: number
    }
  /** A PRODUCER span, and each consumer's operation, for which nobody waits. */
  | {
      readonly do: 'publish'
      readonly destination: string
      readonly ms: number
      readonly consumers: readonly { readonly to: string; readonly operation: string; readonly lagMs: number }[]
    }
  /** Steps that run at the same time. */
  | { readonly do: 'together'; readonly steps: readonly LabStep[] }

/** What a service does for one kind of request. */
export interface LabOperation {
  readonly service: string
  /** Of HTTP `POST /orders/{id}`; of a consumer `process orders`. */
  readonly name: string
  readonly steps: readonly LabStep[]
  readonly failure?: LabFailure
  /** A timer starts it: its entry is an INTERNAL span. */
  readonly isScheduled?: boolean
}

/** Services and what they do. Operations must not call one another in a ring. */
export interface LabMesh {
  readonly services: readonly LabService[]
  readonly operations: readonly LabOperation[]
}

/** The ways in which the lab breaks a hop. */
export type FaultKind =
  /** No context arrives: the callee starts a trace of its own, or the caller's sidecar where it records calls. */
  | 'header_forgotten'
  /** As before, and the callee links to the caller. */
  | 'link_instead'
  /** The callee keeps the lower 64 bits of the trace id. */
  | 'id_truncated'
  /** Somebody between the two puts another parent id into the header, whose span nobody exports. */
  | 'parent_rewritten'
  /** The callee takes its parent from the request before, in which the same hop was made. */
  | 'context_leaked'
  /** The caller's CLIENT or PRODUCER span is lost at export. */
  | 'caller_dropped'
  /** The callee's entry span is lost at export. */
  | 'entry_dropped'
  /** The entry span names itself as its parent. */
  | 'self_parent'
  /** The entry span names one of its children as its parent. */
  | 'cycle'
  /** The entry span is exported twice. */
  | 'duplicate_equal'
  /** Another span is exported under the entry span's id. */
  | 'duplicate_different'

/** A fault and the hops that it strikes. An absent `from`, `to` or `hop` means any. */
export interface LabFault {
  readonly kind: FaultKind
  readonly from?: string
  readonly to?: string
  /** `http`: call. `queue`: producer to consumer. `async`: to background work in the same service. */
  readonly hop?: HopKind
  /** Share of these hops that it strikes. */
  readonly share: number
}

/** How context travels over a hop. */
export type HopKind = 'http' | 'queue' | 'async'
