import type { HttpProblem } from '../../sources/http.ts'
import { PrometheusError } from '../../sources/prometheus.ts'

/** Why a Prometheus gave no answer, and what to do about it. */
export function problemText(error: unknown, url: string): string {
  if (!(error instanceof PrometheusError)) return error instanceof Error ? error.message : String(error)
  return httpProblemText(error.problem, url)
}

function httpProblemText(problem: HttpProblem, url: string): string {
  switch (problem.kind) {
    case 'refused':
      return `Nothing answers at ${url}. Is the address right, and does Prometheus run there?`
    case 'cors':
      return `${url} answers, but does not let this page read it (CORS). Let Prometheus allow this origin (--web.cors.origin), or serve page and Prometheus from one origin.`
    case 'timeout':
      return `${url} did not answer in time. A shorter time or a narrower query may be answered.`
    case 'unauthorised':
      return `${url} wants to know who asks (${problem.status}). Give it a header, as “Authorization: Bearer …”.`
    case 'badQuery':
      return `Prometheus does not accept the query: ${problem.message}`
    case 'status':
      return `${url} answered ${problem.status}${problem.message === '' ? '' : `: ${problem.message}`}`
    case 'notJson':
      return `${url} answers, but not as Prometheus does. Is there a path to add?`
  }
}
