import type { Page } from '@playwright/test'

/** Lets the reading of large files stop behind the first slice until the answer is called: the script of the thread that reads on is held. */
export async function holdReading(page: Page): Promise<() => void> {
  let scripts = 0
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    if (++scripts === 2) await released
    await route.continue()
  })
  return release
}
