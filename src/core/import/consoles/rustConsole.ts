import { type Format, type Probe, readLater } from '../format.ts'

/** What opentelemetry-stdout of OpenTelemetry Rust prints; a resource stands before the spans that belong to it. */
export const rustConsole: Format = {
  id: 'rust-console',
  label: 'OpenTelemetry Rust console',
  sameId: 'duplicate',
  score({ text }: Probe) {
    const isOwn = /^Span #\d+[ \t]*\r?$/m.test(text) && /^[ \t]+TraceId[ \t]*: [0-9a-f]{32}[ \t]*\r?$/m.test(text)
    return isOwn ? { score: 0.95, reason: 'blocks that begin with `Span #`' } : { score: 0, reason: '' }
  },
  ...readLater(async () => (await import('./rustConsoleReader.ts')).rustConsoleReader),
}
