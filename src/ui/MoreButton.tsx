interface MoreButtonProps {
  readonly shown: number
  readonly length: number
  readonly onMore: () => void
}

/** Tells how many entries are not drawn, and draws more; nothing where all are. */
export function MoreButton({ shown, length, onMore }: MoreButtonProps) {
  if (shown >= length) return undefined
  return (
    <button type="button" className="quiet" onClick={onMore}>
      Show more: {(length - shown).toLocaleString('en')} are left
    </button>
  )
}
