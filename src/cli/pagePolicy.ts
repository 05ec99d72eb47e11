const COMMON = [
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  // A reader may connect a backend at any address; a page without foreign scripts asks for nothing by itself.
  "connect-src 'self' http: https:",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
]

/**
 * The Content-Security-Policy of the page: nothing but its own files, and no script that is not one.
 * A `frame-ancestors` directive is added by the server; browsers ignore it in a meta element.
 */
export const PAGE_POLICY = ["default-src 'none'", "script-src 'self'", ...COMMON].join('; ')

/**
 * That of the worker's script, which has a policy of its own (CSP Level 3, §7.6). It may compile WebAssembly: the
 * reader of large files stands in the script itself (core/import/kernel/kernelWasm.ts). JavaScript out of text it may not.
 */
export const WORKER_POLICY = ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", ...COMMON].join('; ')

/** Where the build puts the worker's script, below the page. */
export const WORKER_PATH = '/assets/worker-'
