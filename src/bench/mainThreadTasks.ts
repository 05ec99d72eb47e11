/** An event of Chromium's trace format; times in µs. */
interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Time on the clock, and on the processor. */
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** What a trace is recorded with, so that it tells the tasks of every thread. */
export const TASK_CATEGORIES = ['toplevel']

const TASK = 'ThreadControllerImpl::RunTask'

/** The task of the page's busiest main thread that took the processor longest, in ms: what else runs on the machine is not in it. */
export function longestProcessorMs(trace: Buffer): number {
  const { traceEvents }: { readonly traceEvents: readonly TraceEvent[] } = JSON.parse(trace.toString())
  const threads = new Map<string, { sum: number; longest: number }>()
  const keyOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`
  for (const event of traceEvents) {
    if (event.name === 'thread_name' && event.args?.name === 'CrRendererMain') {
      threads.set(keyOf(event), { sum: 0, longest: 0 })
    }
  }
  for (const event of traceEvents) {
    const thread = event.name === TASK && event.ph === 'X' ? threads.get(keyOf(event)) : undefined
    if (thread === undefined) continue
    const { tdur = event.dur ?? 0 } = event
    thread.sum += tdur
    thread.longest = Math.max(thread.longest, tdur)
  }
  const [busiest] = [...threads.values()].sort((a, b) => b.sum - a.sum)
  return (busiest?.longest ?? 0) / 1000
}
