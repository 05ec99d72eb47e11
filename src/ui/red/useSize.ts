import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** An element's inner size in px, 0 until it is known. */
export interface Size {
  readonly widthPx: number
  readonly heightPx: number
}

/** Follows the size of an element. */
export function useSize<T extends Element>(): readonly [RefObject<T | null>, Size] {
  const element = useRef<T>(null)
  const [size, setSize] = useState<Size>({ widthPx: 0, heightPx: 0 })
  useLayoutEffect(() => {
    if (element.current === null) return
    const observer = new ResizeObserver(([{ contentRect }]) =>
      setSize({ widthPx: Math.floor(contentRect.width), heightPx: Math.floor(contentRect.height) }),
    )
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return [element, size]
}
