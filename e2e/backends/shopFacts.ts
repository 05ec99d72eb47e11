import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { omnibox } from '../traceView.ts'
import type { Order } from './shop.js'

/** What `npm run test:backends` has started and sent before the tests. */
interface ShopFacts {
  /** Address of the shop that still takes orders. */
  readonly shop: string
  /** To start a Jaeger of a test's own. */
  readonly jaegerProgram: string
  /** The fourth failed at `rules`. */
  readonly orders: readonly Order[]
}

/** For what the tests write. */
export const folder = process.env.SPANFALL_BACKEND_DATA ?? ''
export const facts: ShopFacts = JSON.parse(readFileSync(join(folder, 'shop.json'), 'utf8'))
export const jaegerUrl = process.env.SPANFALL_JAEGER ?? ''
export const zipkinUrl = process.env.SPANFALL_ZIPKIN ?? ''

export const connections = (page: Page): Locator => page.getByRole('dialog', { name: 'Connections' })
export const asked = (page: Page): Locator => page.getByRole('list', { name: 'Asked sources' })
export const foundTraces = (page: Page): Locator => page.getByRole('table', { name: 'Found traces' })

export async function paste(page: Page, text: string): Promise<void> {
  await omnibox(page).fill(text)
  await omnibox(page).press('Enter')
}

/** Fills the search of one source; fields by their labels. */
export async function search(page: Page, source: string, fields: Readonly<Record<string, string>>): Promise<void> {
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await connections(page)
    .getByRole('button', { name: `Search ${source}`, exact: true })
    .click()
  const form = connections(page).getByRole('form', { name: 'Search' })
  for (const [label, value] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(value)
  await form.getByRole('button', { name: 'Find traces' }).click()
}
