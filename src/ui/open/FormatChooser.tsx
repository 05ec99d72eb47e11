import { useState } from 'react'
import type { ImportedFile } from '../../core/model/dataset.ts'
import { type FormatChoice, listFormats } from '../../store/formats.ts'
import { useStore } from '../../store/store.ts'

interface FormatChooserProps {
  readonly file: ImportedFile
  /** Its place in the report. */
  readonly index: number
}

/** What a file was read as; choosing another format reads it again. */
export function FormatChooser({ file, index }: FormatChooserProps) {
  const [others, setOthers] = useState<readonly FormatChoice[]>([])
  const likely = file.candidates.map(({ format }) => format)
  const chosen = file.format ?? ''
  const load = () => {
    if (others.length === 0) void listFormats().then(setOthers)
  }
  const known = [...new Set([chosen, ...likely])].filter((id) => id !== '')
  return (
    <select
      aria-label={`Format of ${file.name}`}
      value={chosen}
      onFocus={load}
      onPointerDown={load}
      onChange={(event) => useStore.getState().reopenAs(index, event.target.value)}
    >
      {chosen === '' && <option value="">unknown format</option>}
      {known.map((id) => (
        <option key={id} value={id}>
          {id}
        </option>
      ))}
      {others.length > 0 && (
        <optgroup label="Read as">
          {others
            .filter(({ id }) => !known.includes(id))
            .map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
        </optgroup>
      )}
    </select>
  )
}
