import { useState } from 'react'
import { looksLikeDump, openPasted } from './openPasted.ts'

/** The field that takes whatever leads to a trace. */
export function Omnibox() {
  const [text, setText] = useState('')
  const open = (value: string) => {
    openPasted(value)
    setText('')
  }
  return (
    <input
      type="search"
      id="omnibox"
      className="omnibox"
      aria-label="Open a trace"
      placeholder="Paste JSON or a trace id"
      value={text}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => setText(event.target.value)}
      onPaste={(event) => {
        const pasted = event.clipboardData.getData('text/plain')
        if (!looksLikeDump(pasted)) return
        event.preventDefault()
        open(pasted)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') open(text)
        else if (event.key === 'Escape') event.currentTarget.blur()
      }}
    />
  )
}
