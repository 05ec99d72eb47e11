import { type Format, type Probe, readLater } from '../format.ts'

/**
 * What the ostream exporter of OpenTelemetry C++ prints: a field a line between braces, `name : value`, or with quotes and
 * commas and yet no JSON.
 */
export const cppConsole: Format = {
  id: 'cpp-console',
  label: 'OpenTelemetry C++ console',
  sameId: 'duplicate',
  score({ text }: Probe) {
    const isOwn = /^[ \t]*"?trace_id"?[ \t]*:/m.test(text) && /^[ \t]*"?span kind"?[ \t]*:/m.test(text)
    return isOwn ? { score: 0.95, reason: 'blocks with `trace_id` and `span kind`' } : { score: 0, reason: '' }
  },
  ...readLater(async () => (await import('./cppConsoleReader.ts')).cppConsoleReader),
}
