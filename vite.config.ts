import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { PAGE_POLICY, WORKER_PATH } from './src/cli/pagePolicy.ts'

/** The built page carries its Content-Security-Policy with it, for hosts that cannot send headers. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'spanfall:content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  }
}

export default defineConfig(({ isSsrBuild }) => ({
  base: './',
  plugins: [react(), contentSecurityPolicy()],
  // The server knows the worker's script by its name, and gives it a policy of its own.
  worker: { format: 'es', rolldownOptions: { output: { entryFileNames: `${WORKER_PATH.slice(1)}[hash].js` } } },
  build: {
    outDir: 'dist',
    target: isSsrBuild === true ? 'node20' : 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    copyPublicDir: isSsrBuild !== true,
  },
  ssr: { noExternal: true, external: ['@playwright/test'] },
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
    // A busy machine is no failure: tests that read all of src, or make all samples, take seconds there.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
}))
