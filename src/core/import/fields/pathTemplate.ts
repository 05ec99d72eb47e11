/** A segment of a path that is an id: digits, a UUID, or a long run of hex digits or of mixed letters and digits. */
const ID_SEGMENT = /^(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}|(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,})$/i
const PLACEHOLDER = /^(?:\{.*\}|:.+|<.*>|\*+)$/

/** A path or route with ids and placeholders as `{}`, without query: `/orders/17` and `/orders/:id` become one text. */
export function pathTemplate(path: string): string {
  const query = path.search(/[?#]/)
  const bare = query === -1 ? path : path.slice(0, query)
  const parts = bare.split('/').map((part) => (ID_SEGMENT.test(part) || PLACEHOLDER.test(part) ? '{}' : part))
  const text = parts.join('/')
  return text.length > 1 && text.endsWith('/') ? text.slice(0, -1) : text
}

/** Host and path of a URL, in lower case and as written; undefined for what is none. */
export function splitUrl(url: string): { readonly host: string; readonly path: string } | undefined {
  const match = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^:/?#]*)(?::\d+)?([^?#]*)/i.exec(url)
  return match === null ? undefined : { host: match[1].toLowerCase(), path: match[2] === '' ? '/' : match[2] }
}

/** A host without port, in lower case. */
export function bareHost(host: string): string {
  return host.trim().toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
}
