import { type Format, type Probe, readLater } from '../format.ts'

/** What the console exporter of OpenTelemetry .NET prints of activities, old and new; log lines may stand between. */
export const dotnetConsole: Format = {
  id: 'dotnet-console',
  label: 'OpenTelemetry .NET console',
  sameId: 'duplicate',
  score({ text }: Probe) {
    return BEGINS_ANYWHERE.test(text)
      ? { score: 0.95, reason: 'lines that begin with `Activity.TraceId:`' }
      : { score: 0, reason: '' }
  },
  ...readLater(async () => (await import('./dotnetConsoleReader.ts')).dotnetConsoleReader),
}
const BEGINS_ANYWHERE = /^\uFEFF?Activity\.(?:TraceId|Id):/m
