import type { Page } from '@playwright/test'

/** The script of the thread that only reads is shorter than this, that of the importer far longer. */
const LONGEST_READER = 5000

/** Lets the reading of large files stop behind the first slice until the answer is called: the script of the thread that reads on is held. */
export async function holdReading(page: Page): Promise<() => void> {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch()
    if ((await response.text()).length < LONGEST_READER) await released
    await route.fulfill({ response })
  })
  return release
}
