import { parentIdText, spanIdText } from '../../core/analysis/findSpan.ts'
import {
  CYCLE,
  CYCLE_CUT,
  DUPLICATE_ID,
  ORPHAN,
  REMOTE_KNOWN,
  REMOTE_PARENT,
  SELF_PARENT,
} from '../../core/model/spanMarks.ts'
import type { SpanIndex, SpanTable } from '../../core/model/spanTable.ts'

/** Something odd that a span's own record says. */
interface Oddity {
  readonly title: string
  /** What the record says, and how it is shown; no cause. */
  readonly text: string
}

/** What is odd about a span's place in its trace as its ids and flags have it, before any judgement. */
export function recordedOddities(spans: SpanTable, span: SpanIndex): Oddity[] {
  const marks = spans.marks[span]
  const found: Oddity[] = []
  if ((marks & ORPHAN) !== 0) {
    const flags =
      (marks & REMOTE_KNOWN) === 0
        ? ''
        : ` Its flags say that the parent was in ${(marks & REMOTE_PARENT) !== 0 ? 'another' : 'the same'} process.`
    found.push({
      title: 'It names a parent that was not read',
      text: `Parent ${parentIdText(spans, span)} is absent from its trace.${flags}`,
    })
  }
  if ((marks & SELF_PARENT) !== 0) {
    found.push({ title: 'Names itself as its parent', text: 'It is shown as a root.' })
  }
  if ((marks & CYCLE) !== 0) {
    found.push({
      title: 'Its ancestors form a ring',
      text:
        (marks & CYCLE_CUT) !== 0
          ? `It is the earliest span of the ring, so its link to parent ${parentIdText(spans, span)} is not followed.`
          : 'The ring is cut at its earliest span.',
    })
  }
  if ((marks & DUPLICATE_ID) !== 0) {
    found.push({
      title: `Another span has the id ${spanIdText(spans, span)}`,
      text: 'All spans with the id are kept; children that name it are shown below the first one read.',
    })
  }
  return found
}
