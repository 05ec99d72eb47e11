import { Fragment, useState } from 'react'
import type { Attribute, AttributeValue } from '../../core/model/details.ts'
import { CopyButton } from '../CopyButton.tsx'
import { MoreButton } from '../MoreButton.tsx'
import { useMore } from '../useMore.ts'
import { printValue } from './printValue.ts'

/** Longer values are folded, in characters. */
const FOLDED_LENGTH = 400

/** Attributes drawn at a time. */
const DRAWN = 200

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
  const [shown, showMore] = useMore(attributes.length, DRAWN)
  return (
    <>
      <dl className="attributes">
        {attributes.slice(0, shown).map(({ key, value }, n) => (
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
      <MoreButton shown={shown} length={attributes.length} onMore={showMore} />
    </>
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
