import { defineConfig } from '@playwright/test'
import { launchOptions, listBrowsers } from './e2e/findBrowser.js'

const port = Number(process.env.SPANFALL_E2E_PORT ?? 4417)
// npm test has tried its browser and hands it over; "" is Playwright's own.
const browser = process.env.SPANFALL_BROWSER_PATH ?? listBrowsers()[0]

/** Those that npm run test:backends has started. */
const backends = ['jaeger', 'zipkin', 'prometheus'].flatMap((kind) => {
  const url = process.env[`SPANFALL_${kind.toUpperCase()}`]
  return url === undefined ? [] : [`--${kind} ${url}`]
})

export default defineConfig({
  testDir: 'e2e',
  testMatch: backends.length === 0 ? '**/*.spec.ts' : '**/*.backend.ts',
  workers: 2,
  // On a busy machine a test may meet a moment that its author did not see; it is named as flaky then, and to be mended.
  retries: 1,
  reporter: [['list'], ['json', { outputFile: 'node_modules/.cache/spanfall/e2e.json' }]],
  use: {
    baseURL: `http://localhost:${port}`,
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    launchOptions: launchOptions(browser === '' ? undefined : browser),
  },
  webServer: {
    command: `node dist/cli/main.js serve --port ${port} ${backends.join(' ')}`,
    url: `http://localhost:${port}`,
    reuseExistingServer: false,
  },
})
