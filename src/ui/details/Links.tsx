import { findSpan, findTrace } from '../../core/analysis/findSpan.ts'
import type { SpanLink } from '../../core/model/details.ts'
import type { OpenDataset } from '../../store/dataset.ts'
import { NO_LINK } from '../../store/link.ts'
import { useStore } from '../../store/store.ts'
import { MoreButton } from '../MoreButton.tsx'
import { useMore } from '../useMore.ts'
import { AttributeTable } from './AttributeTable.tsx'

/** Links drawn at a time. */
const DRAWN = 50

/** References to other spans; those that are loaded can be gone to. */
export function Links({ opened, links }: { readonly opened: OpenDataset; readonly links: readonly SpanLink[] }) {
  const { spans } = opened.dataset
  const [shown, showMore] = useMore(links.length, DRAWN)
  return (
    <>
      <h3>
        Links <i>{links.length}</i>
      </h3>
      {links.slice(0, shown).map((link, n) => {
        const trace = findTrace(spans, link.traceId)
        const span = trace === undefined ? undefined : findSpan(spans, trace, link.spanId, 1)
        return (
          <div key={`${n} ${link.spanId}`} className="event">
            {trace === undefined || span === undefined ? (
              <p>
                <code>{link.spanId}</code> of trace <code>{link.traceId}</code>, not in this dataset
              </p>
            ) : (
              <button
                type="button"
                className="linkButton"
                onClick={() => useStore.getState().openTrace(trace, { ...NO_LINK, span: link.spanId })}
              >
                <code>{link.spanId}</code> of trace <code>{link.traceId}</code>
              </button>
            )}
            {link.attributes.length > 0 && <AttributeTable attributes={link.attributes} />}
          </div>
        )
      })}
      <MoreButton shown={shown} length={links.length} onMore={showMore} />
    </>
  )
}
