import type { Page } from '@playwright/test'

/** Gaps between frames, in ms. */
export interface FrameGaps {
  readonly frames: number
  readonly p50: number
  readonly p99: number
  /** Share above 25 ms, 0 to 1. */
  readonly late: number
}

/** Scrolls an element for a while at a steady speed, and measures the gaps between frames. */
export function measureScroll(page: Page, selector: string, pxPerS: number, forMs: number): Promise<FrameGaps> {
  return page.evaluate(
    ([target, speed, duration]) =>
      new Promise<FrameGaps>((resolve) => {
        const element = document.querySelector(String(target))
        const gaps: number[] = []
        let start = 0
        let last = 0
        let top = 0
        const step = (now: number) => {
          if (start === 0) start = now
          else gaps.push(now - last)
          if (element !== null) {
            top += (Number(speed) * (start === now ? 0 : now - last)) / 1000
            element.scrollTop = top
          }
          last = now
          if (now - start < Number(duration)) {
            requestAnimationFrame(step)
            return
          }
          gaps.sort((a, b) => a - b)
          const quantile = (q: number) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * q))]
          resolve({
            frames: gaps.length,
            p50: quantile(0.5),
            p99: quantile(0.99),
            late: gaps.filter((gap) => gap > 25).length / gaps.length,
          })
        }
        requestAnimationFrame(step)
      }),
    [selector, pxPerS, forMs] as const,
  )
}

/** Times from a key's event to the first task after the paint that follows it, in ms; one for each key. */
export async function measureKeys(page: Page, keys: readonly string[]): Promise<number[]> {
  const times: number[] = []
  for (const key of keys) times.push(await page.evaluate(pressAndWait, key))
  return times
}

/** The same for a click on a button. */
export function measureClick(page: Page, label: string): Promise<number> {
  return page.evaluate((text) => {
    const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === text)
    return new Promise<number>((resolve) => {
      const startMs = performance.now()
      button?.click()
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve(performance.now() - startMs)
        port2.postMessage(undefined)
      })
    })
  }, label)
}

function pressAndWait(key: string): Promise<number> {
  return new Promise((resolve) => {
    const startMs = performance.now()
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve(performance.now() - startMs)
      port2.postMessage(undefined)
    })
  })
}

/** Begins to note tasks longer than 50 ms; {@link longestTask} tells the longest since, 0 for none. */
export function watchTasks(page: Page): Promise<void> {
  return page.evaluate(() => {
    const log: number[] = []
    Object.assign(globalThis, { spanfallTasks: log })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) log.push(duration)
    }).observe({ type: 'longtask' })
  })
}

/** The longest task since {@link watchTasks}, in ms; 0 where none was longer than 50. */
export function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => {
    const log: unknown = Reflect.get(globalThis, 'spanfallTasks')
    return Array.isArray(log) ? Math.max(0, ...log.splice(0)) : 0
  })
}

/** P in the browser: reading, decoding and JSON.parse of the same file in the given stretches, in ms. */
export function measureParseInBrowser(
  page: Page,
  batches: readonly (readonly [number, number])[],
  whole: boolean,
): Promise<number> {
  return page.evaluate(
    async ([ranges, isWhole]) => {
      const file = document.querySelector('input')?.files?.[0]
      if (file === undefined) throw new Error('no file')
      const startMs = performance.now()
      for (const [from, to] of isWhole ? [[0, file.size] as const] : ranges) {
        const text = new TextDecoder().decode(await file.slice(from, to).arrayBuffer())
        JSON.parse(isWhole ? text : `[${text}]`)
      }
      return performance.now() - startMs
    },
    [batches, whole] as const,
  )
}

/** When an opening came how far, in ms after the file was chosen; `redMs` after every span was placed. */
export interface OpeningTimes {
  readonly firstRowMs: number
  readonly wholeMs: number
  readonly redMs: number
}

/** Begins to look for a chosen file and what the page shows of it; {@link openingTimes} tells when it has shown all. */
export function watchOpening(page: Page, wholeText: string): Promise<void> {
  return page.evaluate((whole) => {
    const times = { chosen: 0, firstRow: 0, whole: 0, red: 0, verdicts: 0 }
    Object.assign(globalThis, { spanfallOpening: times })
    document.addEventListener('change', () => Object.assign(times, { chosen: performance.now() }), true)
    const look = () => {
      const now = performance.now()
      const isWhole = [...document.querySelectorAll('[role="status"]')].some(({ textContent }) => textContent === whole)
      if (times.firstRow === 0 && document.querySelector('[role="treegrid"] [role="row"]') !== null)
        times.firstRow = now
      if (times.whole === 0 && isWhole) times.whole = now
      if (times.whole > 0 && times.red === 0 && document.querySelector('figure[aria-label^="Duration"]') !== null)
        times.red = now
      const health = document.querySelector('section[aria-label="Propagation health"]')
      if (times.whole > 0 && times.verdicts === 0 && health?.getAttribute('aria-busy') === 'false') times.verdicts = now
      if (times.red === 0 || times.verdicts === 0) requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, wholeText)
}

/** Waits for the figures of RED, and tells what {@link watchOpening} saw. */
export async function openingTimes(page: Page): Promise<OpeningTimes> {
  const handle = await page.waitForFunction(
    () => {
      const times: unknown = Reflect.get(globalThis, 'spanfallOpening')
      if (typeof times !== 'object' || times === null) return undefined
      const at = (key: string) => Number(Reflect.get(times, key))
      if (at('red') === 0) return undefined
      return {
        firstRowMs: at('firstRow') - at('chosen'),
        wholeMs: at('whole') - at('chosen'),
        redMs: at('red') - at('whole'),
      }
    },
    undefined,
    { timeout: 600_000 },
  )
  const times = await handle.jsonValue()
  return times ?? { firstRowMs: Number.NaN, wholeMs: Number.NaN, redMs: Number.NaN }
}

/** Waits for the verdicts of all spans; the time from the last span to them, in ms, as {@link watchOpening} saw it. */
export async function verdictsTime(page: Page): Promise<number> {
  const handle = await page.waitForFunction(
    () => {
      const times: unknown = Reflect.get(globalThis, 'spanfallOpening')
      if (typeof times !== 'object' || times === null) return undefined
      const at = (key: string) => Number(Reflect.get(times, key))
      return at('verdicts') === 0 ? undefined : { ms: at('verdicts') - at('whole') }
    },
    undefined,
    { timeout: 600_000 },
  )
  return (await handle.jsonValue())?.ms ?? Number.NaN
}

/** Forgets what the page has put on the browser's timeline under a name. */
export function clearWork(page: Page, name: string): Promise<void> {
  return page.evaluate((wanted) => performance.clearMeasures(wanted), name)
}

/** Waits for the page to put work on the browser's timeline under a name, and for no more to come; the sum, in ms. */
export function settledWork(page: Page, name: string): Promise<number> {
  return page.evaluate(async (wanted) => {
    let seen = 0
    for (let quiet = 0; quiet < 5; ) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      const { length } = performance.getEntriesByName(wanted, 'measure')
      quiet = length > 0 && length === seen ? quiet + 1 : 0
      seen = length
    }
    return performance.getEntriesByName(wanted, 'measure').reduce((sum, { duration }) => sum + duration, 0)
  }, name)
}

/** What the page's script holds after the collector has been, in bytes: typed arrays, and the rest. Chromium only. */
export async function measureMemory(page: Page): Promise<{ readonly arrayBytes: number; readonly heapBytes: number }> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const usage = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return { arrayBytes: usage.backingStorageSize, heapBytes: usage.usedSize }
}
