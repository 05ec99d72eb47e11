import { Fragment, useState } from 'react'
import type { Attribute, AttributeValue } from '../../core/model/details.ts'
import { CopyButton } from '../CopyButton.tsx'
import { printValue } from './printValue.ts'

/** Longer values are folded, in characters. */
const FOLDED_LENGTH = 400

/** A key that may be broken after its dots and underscores. */
function breakable(key: string) {
  return key.split(/(?<=[._/-])/).map((part, n) => (
    <Fragment key={n}>
      {n > 0 && <wbr />}
      {part}
    </Fragment>
  ))
}

/** Keys and typed values. */
export function AttributeTable({ attributes }: { readonly attributes: readonly Attribute[] }) {
  return (
    <dl className="attributes">
      {attributes.map(({ key, value }, n) => (
        // Keys are data and may repeat: their place is what tells them apart.
        <div key={`${n} ${key}`}>
          <dt>{breakable(key)}</dt>
          <dd>
            <Value value={value} />
            <span className="valueTools">
              <i title="Type of the value">{value.type}</i>
              <CopyButton label={`Copy ${key}`} text={() => printValue(value)} />
            </span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Value({ value }: { readonly value: AttributeValue }) {
  const [whole, setWhole] = useState(false)
  const text = printValue(value)
  const folded = !whole && text.length > FOLDED_LENGTH
  return (
    <>
      <span className={`value ${value.type}`}>{folded ? `${text.slice(0, FOLDED_LENGTH)}…` : text}</span>
      {text.length > FOLDED_LENGTH && (
        <button type="button" className="quiet" onClick={() => setWhole(!whole)}>
          {whole ? 'Less' : `All ${text.length} characters`}
        </button>
      )}
    </>
  )
}
