import { type RefObject, useEffect } from 'react'
import { panWindow, zoomWindow } from '../../store/moveWindow.ts'
import { useStore } from '../../store/store.ts'
import { nameWidthOf } from './nameWidthOf.ts'

/** Zoom of one px of wheel, as an exponent of e. */
const ZOOM_PER_PX = 0.0022

/** Ctrl+wheel zooms at the pointer, Shift+wheel and sideways wheels pan. */
export function useWheelZoom(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const target = element.current
    if (target === null) return
    const onWheel = (event: WheelEvent) => {
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX
      const zooms = event.ctrlKey || event.metaKey
      if (!zooms && (sideways === 0 || (!event.shiftKey && Math.abs(event.deltaX) < Math.abs(event.deltaY)))) return
      event.preventDefault()
      const { window, setWindow } = useStore.getState()
      const box = target.getBoundingClientRect()
      const leftPx = nameWidthOf(target)
      const widthPx = Math.max(1, target.clientWidth - leftPx)
      const share = Math.min(1, Math.max(0, (event.clientX - box.left - leftPx) / widthPx))
      if (zooms) setWindow(zoomWindow(window, Math.exp(event.deltaY * ZOOM_PER_PX), share))
      else setWindow(panWindow(window, sideways / widthPx))
    }
    target.addEventListener('wheel', onWheel, { passive: false })
    return () => target.removeEventListener('wheel', onWheel)
  }, [element])
}
