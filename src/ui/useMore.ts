import { useState } from 'react'

/** How many entries of a long list are drawn, and a way to draw as many more: a list of a dump may have no end. */
export function useMore(length: number, step: number): readonly [shown: number, showMore: () => void] {
  const [limit, setLimit] = useState(step)
  return [Math.min(limit, length), () => setLimit(limit + step)]
}
