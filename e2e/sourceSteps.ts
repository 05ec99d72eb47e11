import { expect, type Locator, type Page } from '@playwright/test'
import { omnibox } from './traceView.ts'

export const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Connections' })
export const form = (page: Page): Locator => dialog(page).getByRole('form', { name: 'New connection' })
export const asked = (page: Page): Locator => page.getByRole('list', { name: 'Asked sources' })

export async function openDialog(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(dialog(page)).toBeVisible()
}

export async function fill(page: Page, kind: string, address: string, name?: string): Promise<void> {
  await form(page).getByLabel('Kind').selectOption(kind)
  await form(page).getByLabel('Address', { exact: true }).fill(address)
  if (name !== undefined) await form(page).getByLabel('Name', { exact: true }).fill(name)
}

/** Adds connections and closes the dialog. */
export async function connect(page: Page, ...list: readonly (readonly [kind: string, url: string, name?: string])[]) {
  await openDialog(page)
  for (const [kind, url, name] of list) {
    await fill(page, kind, url, name)
    await form(page).getByRole('button', { name: 'Connect' }).click()
    await expect(dialog(page).getByRole('button', { name: `Test ${name ?? kind}`, exact: true })).toBeVisible()
  }
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(dialog(page)).toBeHidden()
}

export async function paste(page: Page, text: string): Promise<void> {
  await omnibox(page).fill(text)
  await omnibox(page).press('Enter')
}

export const search = (page: Page): Locator => dialog(page).getByRole('region', { name: 'Search a source' })
export const found = (page: Page): Locator => search(page).getByRole('table', { name: 'Found traces' })

export async function find(page: Page, service: string): Promise<void> {
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await search(page).getByLabel('Service').fill(service)
  await search(page).getByRole('button', { name: 'Find traces' }).click()
}
