import { useEffect, useState } from 'react'
import { useStore } from '../../store/store.ts'
import { isTextField } from '../isTextField.ts'

/** Files as the importer takes them. */
export function openFileList(files: Iterable<File>): void {
  void useStore.getState().openFiles(Array.from(files, (file) => ({ name: file.name, blob: file })))
}

/** Makes the whole page a drop target and a place to paste; true while something is dragged over it. */
export function useOpening(): boolean {
  const [dragging, setDragging] = useState(false)
  useEffect(() => {
    let depth = 0
    const carriesFiles = (event: DragEvent) =>
      event.dataTransfer !== null &&
      Array.from(event.dataTransfer.types).some((type) => type === 'Files' || type === 'text/plain')
    const onEnter = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      depth++
      setDragging(true)
    }
    const onLeave = () => {
      depth = Math.max(0, depth - 1)
      if (depth === 0) setDragging(false)
    }
    const onOver = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault()
    }
    const onDrop = (event: DragEvent) => {
      depth = 0
      setDragging(false)
      const transfer = event.dataTransfer
      if (transfer === null || (isTextField(event.target) && transfer.files.length === 0)) return
      event.preventDefault()
      if (transfer.files.length > 0) openFileList(transfer.files)
      else void useStore.getState().openPasted(transfer.getData('text/plain'))
    }
    const onPaste = (event: ClipboardEvent) => {
      const transfer = event.clipboardData
      if (transfer === null) return
      if (transfer.files.length > 0) openFileList(transfer.files)
      else if (isTextField(event.target)) return
      else void useStore.getState().openPasted(transfer.getData('text/plain'))
      event.preventDefault()
    }
    const stop = new AbortController()
    const { signal } = stop
    document.addEventListener('dragenter', onEnter, { signal })
    document.addEventListener('dragleave', onLeave, { signal })
    document.addEventListener('dragover', onOver, { signal })
    document.addEventListener('drop', onDrop, { signal })
    document.addEventListener('paste', onPaste, { signal })
    return () => stop.abort()
  }, [])
  return dragging
}
