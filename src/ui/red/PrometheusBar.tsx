import type { SpanRed } from '../../store/red.ts'
import { useStore } from '../../store/store.ts'
import { usePrometheus } from './usePrometheus.ts'

/** What a connected Prometheus says: which metrics, what is wrong, and how to ask again. */
export function PrometheusBar({ red, service }: { readonly red: SpanRed; readonly service: string }) {
  const connection = useStore((s) => s.connection)
  return connection === undefined ? undefined : (
    <Connected key={connection.prometheus.url} {...{ red, service, connection }} />
  )
}

interface ConnectedProps {
  readonly red: SpanRed
  readonly service: string
  readonly connection: NonNullable<ReturnType<typeof useStore.getState>['connection']>
}

function Connected({ red, service, connection }: ConnectedProps) {
  const { isLoading, problem, warnings, presets, retry } = usePrometheus(connection, red.bins, service)
  const caution = useStore((s) => s.promRed?.caution)
  const takePreset = (preset: string) => useStore.setState({ connection: { ...connection, preset } })
  return (
    <div className="redBar redPrometheus">
      <span className="redTitle">{connection.prometheus.url}</span>
      {presets.length > 0 && connection.own === undefined && (
        <select
          aria-label="Metrics"
          value={connection.preset ?? presets[0].preset.id}
          onChange={({ target }) => takePreset(target.value)}
        >
          {presets.map(({ preset }) => (
            <option key={preset.id} value={preset.id}>
              {preset.label}
            </option>
          ))}
        </select>
      )}
      {isLoading && <span className="redBasis">asking …</span>}
      {problem !== undefined && (
        <span role="alert" className="redProblem" title={problem}>
          {problem}
        </span>
      )}
      {problem === undefined && warnings.length > 0 && (
        <span role="alert" className="redProblem" title={warnings.join('\n')}>
          The answer is partial: {warnings[0]}
        </span>
      )}
      {problem === undefined && caution !== undefined && <span className="redBasis">{caution}</span>}
      <span className="gap" />
      {!isLoading && (
        <button type="button" className="quiet" onClick={retry}>
          Ask again
        </button>
      )}
    </div>
  )
}
