import { lazy, Suspense } from 'react'
import { usePreferences } from '../../store/preferences.ts'

/** After the page has drawn what stands there now. */
const nextDrawing = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))

const RedPanel = lazy(async () => {
  await nextDrawing()
  return { default: (await import('./RedPanel.tsx')).RedPanel }
})

/** The panel of RED metrics, loaded when a dump is open. Its room is kept free meanwhile, so that nothing moves. */
export function RedRoom() {
  const open = usePreferences((s) => s.redOpen)
  const heightPx = usePreferences((s) => s.redHeightPx)
  const height = open ? `min(${heightPx}px, 60vh)` : 29
  return (
    <Suspense fallback={<div style={{ gridRow: 2, gridColumn: '1 / -1', height }} />}>
      <RedPanel />
    </Suspense>
  )
}
