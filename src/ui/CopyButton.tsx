import { type ReactNode, useEffect, useState } from 'react'

/** "Copied" stands this long, in ms. */
const SHOWN_MS = 1500

interface CopyButtonProps {
  readonly label: string
  readonly text: () => string
  readonly children?: ReactNode
}

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ label, text, children = 'Copy' }: CopyButtonProps) {
  const [said, setSaid] = useState<string>()
  useEffect(() => {
    if (said === undefined) return
    const timer = setTimeout(() => setSaid(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said])
  const copy = () =>
    navigator.clipboard.writeText(text()).then(
      () => setSaid('Copied'),
      () => setSaid('Not allowed'),
    )
  return (
    <button
      type="button"
      className="quiet"
      aria-label={said === undefined ? label : `${label}: ${said}`}
      onClick={copy}
    >
      {said ?? children}
    </button>
  )
}
