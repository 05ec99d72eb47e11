import { type Connection, KIND_NAMES } from './connection.ts'
import type { SourceProblem } from './traceSource.ts'

/** What went wrong with a connection, and what may be done about it: one short sentence, and one that helps. */
export interface ProblemWords {
  readonly short: string
  readonly help: string
}

/** What was asked, and where. */
type Asked = Pick<Connection, 'kind' | 'url'>

/** How to start the page's own server so that it asks in the page's place. */
function serveHint({ kind, url }: Asked): string {
  const option = kind === 'dump' ? undefined : `spanfall serve --${kind} ${url}`
  return option === undefined
    ? 'Fetch it with another program and open the file.'
    : `“${option}” serves this page and asks ${KIND_NAMES[kind]} in its place.`
}

/** The words of a problem. */
export function problemWords(problem: SourceProblem, connection: Asked): ProblemWords {
  const { url, kind } = connection
  const name = KIND_NAMES[kind]
  switch (problem.kind) {
    case 'refused':
      return {
        short: `Nothing answers at ${url}.`,
        help: url.startsWith('https:')
          ? `Is the address right, and is it up? A certificate that this browser does not trust looks the same: open the address in a tab to see.`
          : `Is the address right, and does ${name} run there?`,
      }
    case 'cors':
      return {
        short: `${url} answers, but does not let this page read the answer (CORS).`,
        help: `${serveHint(connection)} Or let it allow the origin ${originText()}.`,
      }
    case 'mixed':
      return {
        short: `A page that came by https may not ask ${url}, which is http.`,
        help: `Give the backend https, or use the page by http. ${serveHint(connection)}`,
      }
    case 'policy':
      return {
        short: `The policy of this page forbids requests to ${url}.`,
        help: `It was served so that it talks to its own server alone. ${serveHint(connection)}`,
      }
    case 'timeout':
      return {
        short: `${url} did not answer in time.`,
        help: 'Ask again, or ask for less: a shorter time or a lower limit.',
      }
    case 'redirected':
      return {
        short: `${url} sends its visitors elsewhere, as a page to log in would.`,
        help: 'This page does not follow. Give it a header that logs in, or the address behind the login.',
      }
    case 'unauthorised':
      return {
        short: `${url} wants to know who asks (${problem.status}).`,
        help:
          problem.status === 403
            ? 'What it was told is not enough. Look at the header that goes with each request.'
            : 'Give it a bearer token, a name with a password, or a header of its own.',
      }
    case 'badQuery':
      return { short: `${name} does not accept the question: ${problem.message}`, help: '' }
    case 'status':
      return {
        short: `${url} answered ${problem.status}${problem.message === '' ? '.' : `: ${problem.message}`}`,
        help: problem.status >= 500 ? 'The backend, or what stands before it, is in trouble. Ask again later.' : '',
      }
    case 'notJson':
      return { short: `${url} answers, but not with JSON.`, help: 'Is there a path to add?' }
    case 'tooLarge':
      return {
        short: `The answer is larger than ${Math.round(problem.maxBytes / 1024 / 1024)} MB, and was not read to its end.`,
        help: 'Ask for less.',
      }
    case 'absent':
      return kind === 'dump'
        ? { short: `There is no file at ${url} (404).`, help: '' }
        : {
            short: `${name} does not know this trace.`,
            help: 'It never got it, did not sample it, or no longer keeps it: the trace may be too old.',
          }
    case 'wrongKind':
      return {
        short: `${url} answers, but not as ${name} does: ${problem.saw}.`,
        help:
          problem.looksLike === undefined
            ? 'Is there a path to add to the address, and is it the port of the query API?'
            : `It looks like ${KIND_NAMES[problem.looksLike]}.`,
      }
  }
}

function originText(): string {
  return typeof window === 'undefined' ? 'of this page' : window.location.origin
}
