import { type Format, type Probe, readLater } from '../format.ts'

/** What the console exporter of OpenTelemetry JS prints by way of `util.inspect`, SDK 1 and 2; log lines may stand between. */
export const jsConsole: Format = {
  id: 'js-console',
  label: 'OpenTelemetry JS console',
  sameId: 'duplicate',
  score({ text }: Probe) {
    if (!/^[ \t]*traceId: ['"]/m.test(text)) return { score: 0, reason: '' }
    const isSpan = /^[ \t]*(?:id: ['"]|timestamp: \d|parentSpanContext:|parentId:)/m.test(text)
    return { score: isSpan ? 0.9 : 0.4, reason: 'objects as Node prints them, with `traceId` and `id`' }
  },
  ...readLater(async () => (await import('./jsConsoleReader.ts')).jsConsoleReader),
}
