/** Where a command reads and writes; tests hand in their own. */
export interface CliIo {
  stdout(text: string): void
  stderr(text: string): void
  /** Resolves when standard output has room; for those who write much. */
  readonly drained?: () => Promise<void>
  /** All of standard input, for a FILE of `-`. */
  stdin(): Promise<Uint8Array>
}

/** Exit codes: what a CI job may conclude from a run. */
export const EXIT = { pass: 0, gateFailed: 1, inconclusive: 2, unreadable: 3 } as const
