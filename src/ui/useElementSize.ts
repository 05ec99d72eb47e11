import { type RefObject, useLayoutEffect, useState } from 'react'

/** Inner measures of an element, in px. */
interface ElementSize {
  readonly widthPx: number
  readonly heightPx: number
}

const NO_SIZE: ElementSize = { widthPx: 0, heightPx: 0 }

/** Sizes that elements had last, by what they are for. */
const lastSizes = new Map<string, ElementSize>()

/**
 * The size of an element, told by the browser after it has laid out the page: asking for it would make the page be laid
 * out amid drawing. Until then it is the size that the element of this use had last, so that another trace is drawn at
 * once; zeros at the very first.
 */
export function useElementSize(element: RefObject<HTMLElement | null>, use: string): ElementSize {
  const [size, setSize] = useState(() => lastSizes.get(use) ?? NO_SIZE)
  useLayoutEffect(() => {
    const target = element.current
    if (target === null) return
    const observer = new ResizeObserver(() => {
      const { clientWidth: widthPx, clientHeight: heightPx } = target
      lastSizes.set(use, { widthPx, heightPx })
      setSize((old) => (old.widthPx === widthPx && old.heightPx === heightPx ? old : { widthPx, heightPx }))
    })
    observer.observe(target)
    return () => observer.disconnect()
  }, [element, use])
  return size
}
