/** What a backend speaks. Each is an option of `spanfall serve`, and its name in the page's routes. */
export const BACKEND_KINDS = ['jaeger', 'zipkin', 'tempo', 'prometheus', 'clickhouse'] as const

export type BackendKind = (typeof BACKEND_KINDS)[number]

/** A backend that the command line names. */
export interface Backend {
  readonly kind: BackendKind
  /** Ends in "/"; without credentials, query and fragment. */
  readonly base: URL
  /** What the address held of user and password, as an Authorization header. It never reaches the page. */
  readonly authorization: string | undefined
}

/** The backend at an address of the command line, or a sentence that says what is wrong with it. */
export function readBackend(kind: BackendKind, text: string): Backend | string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return `--${kind} takes an address that begins with http:// or https://.`
  }
  const base = new URL(text)
  if (base.search !== '' || base.hash !== '') return `--${kind} takes an address without "?" and "#".`
  const credentials = readCredentials(base)
  if (credentials === false) return `--${kind}: user or password is not valid percent-encoding.`
  base.username = ''
  base.password = ''
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return { kind, base, authorization: credentials }
}

/** undefined where there are none, false where they cannot be decoded. */
function readCredentials({ username, password }: URL): string | undefined | false {
  if (username === '' && password === '') return undefined
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
    return `Basic ${Buffer.from(pair).toString('base64')}`
  } catch {
    return false
  }
}
