import { useRef } from 'react'
import { useStore } from '../../store/store.ts'

/** Values of the choice beside the names of services, which begin with a letter of their own. */
const NONE = ''
const BASELINE = 'baseline'
const OPEN = 'open'
const SERVICE = 'service:'

/** What the shown service is compared with: another one, or itself in an earlier capture. */
export function AgainstChoice({ services }: { readonly services: readonly string[] }) {
  const against = useStore((s) => s.redAgainst)
  const baseline = useStore((s) => s.baseline)
  const isLoading = useStore((s) => s.baselineLoading)
  const canOpen = useStore((s) => s.diagnosis !== undefined)
  const { compareRed, openBaseline } = useStore.getState()
  const input = useRef<HTMLInputElement>(null)
  const value = against === undefined ? NONE : against.kind === 'baseline' ? BASELINE : SERVICE + against.service
  const choose = (chosen: string) => {
    if (chosen === OPEN) input.current?.click()
    else if (chosen === BASELINE) compareRed({ kind: 'baseline' })
    else if (chosen.startsWith(SERVICE)) compareRed({ kind: 'service', service: chosen.slice(SERVICE.length) })
    else compareRed(undefined)
  }
  return (
    <>
      <select
        aria-label="Compare with"
        aria-busy={isLoading}
        value={value === BASELINE && baseline === undefined ? NONE : value}
        onChange={({ target }) => choose(target.value)}
      >
        <option value={NONE}>{isLoading ? 'reading the baseline …' : 'compare with …'}</option>
        {baseline !== undefined && <option value={BASELINE}>before: {baseline.label}</option>}
        <option value={OPEN} disabled={!canOpen || isLoading}>
          {baseline === undefined ? 'an earlier capture …' : 'another capture …'}
        </option>
        {services.map((name) => (
          <option key={name} value={SERVICE + name}>
            {name}
          </option>
        ))}
      </select>
      <input
        ref={input}
        type="file"
        multiple
        aria-label="Earlier capture"
        className="visuallyHidden"
        tabIndex={-1}
        onChange={({ target }) => {
          const files = Array.from(target.files ?? [], (file) => ({ name: file.name, blob: file }))
          target.value = ''
          if (files.length > 0) void openBaseline(files).then(() => compareRed({ kind: 'baseline' }))
        }}
      />
    </>
  )
}
