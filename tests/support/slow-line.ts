import type { ServerResponse } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'

/** Ends of pages that are held back, until somebody asks for `RELEASE`. */
export type Held = (() => void)[]

/** What of an address makes a server of `sites` hold its page back. */
export const HOLD = '?hold-ends='
/** The path that lets the next part of each page go. */
export const RELEASE = '/release-ends'

/** Sends what surrounds the text of a page, once released the text, once released again the end: then its scripts run. */
export async function holdEnds(file: string, response: ServerResponse, held: Held): Promise<void> {
  const html = await readFile(file, 'utf8')
  const [text, end] = [html.indexOf('<main'), html.lastIndexOf('</body>')]
  response.writeHead(200, { 'content-type': 'text/html' }).write(html.slice(0, text))
  held.push(() => {
    response.write(`${html.slice(text, end)}<i id="text-is-here"></i>`)
    held.push(() => response.end(html.slice(end)))
  })
}

/**
 * Loads a page as on a slow line, part by part, each painted before the next comes. On a fast one scripts would be there
 * before the first paint, and hide what they move.
 * @param address of a page of `sites`
 * @returns what moved without the reader's doing, each by how much of CLS. Not counted are words that find their line
 *   while a browser paints the text in the middle of reading it
 */
export async function shiftsWhileLoading(page: Page, address: string): Promise<string[]> {
  await page.addInitScript(watchShifts)
  const release = () => page.context().request.get(new URL(RELEASE, address).href)
  await page.goto(`${address}${HOLD}`, { waitUntil: 'commit' })
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0)
  await release()
  await page.waitForFunction(() => document.getElementById('text-is-here'))
  await page.evaluate(twoFrames)
  const textIsThere = await page.evaluate(() => performance.now())
  await release()
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  await page.evaluate(twoFrames)
  const shifts = await page.evaluate(() => window.shifts)
  return shifts
    .filter(({ at, inText }) => at > textIsThere || !inText)
    .map(({ value, moved }) => `${value.toFixed(4)}: ${moved.join(' | ')}`)
}

declare global {
  interface Window {
    shifts: { at: number; value: number; inText: boolean; moved: string[] }[]
  }
}

/** Not in TypeScript's own list yet: https://wicg.github.io/layout-instability/ */
interface LayoutShift extends PerformanceEntry {
  value: number
  sources: { node: Node | null }[]
}

function watchShifts(): void {
  window.shifts = []
  new PerformanceObserver((list) => {
    for (const { startTime: at, value, sources } of list.getEntries() as LayoutShift[]) {
      const nodes = sources.map(({ node }) => (node instanceof Element ? node : node?.parentElement))
      window.shifts.push({
        at,
        value,
        inText: nodes.length > 0 && nodes.every((node) => node?.closest('main')),
        moved: nodes.map((node) => node?.outerHTML.slice(0, 120) ?? 'what is gone again'),
      })
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

/** After these, all that changed before has been painted, and reported. */
function twoFrames(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
}
