import { isMatch } from '../../store/find.ts'
import { useStore } from '../../store/store.ts'

/** Search in the open trace, with what it found. */
export function FindBox() {
  const query = useStore((s) => s.query)
  const count = useStore((s) => s.matches.count)
  const finding = useStore((s) => s.finding)
  const find = useStore((s) => s.find)
  const next = (step: 1 | -1) => {
    const { matches, selectNext } = useStore.getState()
    selectNext(step, (node) => isMatch(matches, node))
  }
  return (
    <div className="findBox">
      <input
        type="search"
        id="find"
        aria-label="Find in trace"
        placeholder="Find service, name, attribute value"
        value={query}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => find(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') next(event.shiftKey ? -1 : 1)
          else if (event.key === 'Escape') {
            event.stopPropagation()
            if (query === '') event.currentTarget.blur()
            else find('')
          } else return
          event.preventDefault()
        }}
      />
      {query === '' ? (
        <kbd>/</kbd>
      ) : (
        <>
          <span aria-live="polite" className="found">
            {count === 0 ? (finding ? '…' : 'no match') : `${count}${finding ? '…' : ''} found`}
          </span>
          <button
            type="button"
            className="quiet"
            aria-label="Previous match"
            disabled={count === 0}
            onClick={() => next(-1)}
          >
            ↑
          </button>
          <button
            type="button"
            className="quiet"
            aria-label="Next match"
            disabled={count === 0}
            onClick={() => next(1)}
          >
            ↓
          </button>
        </>
      )}
    </div>
  )
}
