import { useState } from 'react'
import { useStore } from '../../store/store.ts'

/** The field that takes whatever leads to a trace. */
export function Omnibox() {
  const [text, setText] = useState('')
  const open = (value: string) => {
    void useStore.getState().openPasted(value)
    setText('')
  }
  return (
    <input
      type="search"
      id="omnibox"
      className="omnibox"
      aria-label="Open a trace"
      placeholder="Paste a trace id, traceparent, URL, log line or JSON"
      value={text}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => setText(event.target.value)}
      onPaste={(event) => {
        // Into an empty field, pasting is asking; into a text that is being written, it is writing.
        if (text !== '') return
        event.preventDefault()
        open(event.clipboardData.getData('text/plain'))
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') open(text)
        else if (event.key === 'Escape') event.currentTarget.blur()
      }}
    />
  )
}
