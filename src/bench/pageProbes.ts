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
