import type { Page } from '@playwright/test'

/**
 * Loads a page and sums up what moved once its scripts could run, as the browser counts it (CLS). What moves before, while
 * the page still comes in, is the shell's columns finding their places on a slow machine.
 */
export async function shiftOf(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: 'networkidle' })
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0
        const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
            if (entry.startTime >= navigation!.domInteractive) sum += entry.value
        }).observe({ type: 'layout-shift', buffered: true })
        // Buffered entries arrive in a task of their own, before the second frame.
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum))))
      }),
  )
}
