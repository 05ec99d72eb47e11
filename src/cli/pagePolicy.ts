/** The directives of both scripts, where `connect` says whom they may call. */
function directives(connect: string): string[] {
  return [
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
  ]
}

const pagePolicy = (connect: string) => ["default-src 'none'", "script-src 'self'", ...directives(connect)].join('; ')

/**
 * The Content-Security-Policy that the built page carries with it: nothing but its own files, and no script that is
 * not one. A reader may connect a backend at any address; a page without foreign scripts asks for nothing by itself.
 */
export const PAGE_POLICY = pagePolicy("'self' http: https:")

/**
 * That of `spanfall serve`, whose proxy reaches the backends: the page calls its own origin and nobody else.
 * A browser holds the page to both. It ignores `frame-ancestors` in a page, so that only a server can send it.
 */
export const SERVED_PAGE_POLICY = `${pagePolicy("'self'")}; frame-ancestors 'none'`

/**
 * That of the worker's script, which has a policy of its own (CSP Level 3, §7.6). It may compile WebAssembly: the
 * reader of large files stands in the script itself (core/import/kernel/kernelWasm.ts). JavaScript out of text it may not.
 */
export const WORKER_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  ...directives("'self'"),
].join('; ')

/** That of what is not ours: whatever a backend or a dump holds, it is no page and runs nothing. */
export const FOREIGN_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"

/** Where the build puts the worker's script, below the page. */
export const WORKER_PATH = '/assets/worker-'
