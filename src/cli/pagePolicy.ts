/**
 * The Content-Security-Policy of the page: nothing but its own files, and no script that is not one.
 * A `frame-ancestors` directive is added by the server; browsers ignore it in a meta element.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
].join('; ')
