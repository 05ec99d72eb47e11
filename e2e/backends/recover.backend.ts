import { expect, test } from '@playwright/test'
import { placed } from '../traceView.ts'
import { startJaeger, startSpanfall } from './servers.js'
import { SPANS, sendOrder, startShop } from './shop.js'
import { asked, facts, folder, paste } from './shopFacts.ts'

test('a backend that dies is told, and asked again when it is back', async ({ page }) => {
  test.slow()
  let jaeger = await startJaeger(folder, facts.jaegerProgram)
  const [spanfall, shop] = await Promise.all([
    startSpanfall(folder, ['--jaeger', jaeger.url]),
    startShop(folder, { otlp: jaeger.spansUrl }),
  ])
  try {
    const before = await sendOrder(shop.url)
    await page.goto(spanfall.url)
    await paste(page, before.traceId)
    await expect(placed(page)).toHaveText(`${SPANS.whole} of ${SPANS.whole} spans placed`)

    await jaeger.stop()
    await paste(page, before.tornTraceId)
    await expect(asked(page)).toContainText('cannot be asked: nothing listens there')
    // What is open stays.
    await expect(placed(page)).toHaveText(`${SPANS.whole} of ${SPANS.whole} spans placed`)

    jaeger = await startJaeger(folder, facts.jaegerProgram, jaeger.ports)
    await page.getByRole('button', { name: 'Retry jaeger' }).click()
    // Its memory went with it.
    await expect(asked(page)).toContainText('jaeger does not have it.')
    const after = await sendOrder(shop.url)
    await paste(page, after.tornTraceId)
    await expect(placed(page)).toHaveText(`${SPANS.torn} of ${SPANS.torn} spans placed`)
  } finally {
    await Promise.all([jaeger.stop(), spanfall.stop(), shop.stop()])
  }
})
