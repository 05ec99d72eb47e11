import { useEffect } from 'react'
import type { SpanRed } from '../store/red.ts'
import { useStore } from '../store/store.ts'
import { CoverageText } from './CoverageText.tsx'
import { useCoverageText } from './useCoverage.ts'

/**
 * What metrics say of a service beside a break in its traces: that the requests went on, and how many of them traces hold.
 * Nothing where no metrics are at hand.
 */
export function CoverageNote({ service }: { readonly service: string }) {
  const opened = useStore((s) => s.opened)
  const red = useStore((s) => (s.spanRed?.opened === s.opened ? s.spanRed : undefined))
  const hasMetrics = (opened?.dataset.metrics?.length ?? 0) > 0
  useEffect(() => {
    if (opened !== undefined && hasMetrics) void useStore.getState().measureSpans()
  }, [opened, hasMetrics])
  return red === undefined ? undefined : <Words red={red} service={service} />
}

function Words({ red, service }: { readonly red: SpanRed; readonly service: string }) {
  const text = useCoverageText(red, service)
  if (text === undefined) return undefined
  return (
    <div className="note">
      <b>What metrics counted</b>
      <p>
        <CoverageText text={text} />
      </p>
    </div>
  )
}
