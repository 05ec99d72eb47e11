/**
 * The Content-Security-Policy of the page: nothing but its own files, and no script that is not one. WebAssembly may be
 * compiled, JavaScript out of text may not.
 * A `frame-ancestors` directive is added by the server; browsers ignore it in a meta element.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  // The reader of large files is WebAssembly that stands in the script itself (core/import/kernelWasm.ts).
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
].join('; ')
