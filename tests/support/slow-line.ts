import type { ServerResponse } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'

/** Ends of pages that are held back, until somebody asks for `RELEASE`. */
export type Held = (() => void)[]

/** What of an address makes a server of `sites` hold its page back. After it may stand how many characters come first. */
export const HOLD = '?hold-ends='
/** The path that lets the next part of each page go. */
export const RELEASE = '/release-ends'

/**
 * Sends what surrounds the text of a page, once released the text, once released again the end: then its scripts run.
 * @param first of this many characters only, the text with what else stands before it
 */
export async function holdEnds(file: string, response: ServerResponse, held: Held, first: number): Promise<void> {
  const html = await readFile(file, 'utf8')
  const [text, end] = [first || html.indexOf('<main'), html.lastIndexOf('</body>')]
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

/**
 * Loads a page that is painted in the middle of its header, which a browser does when it has read for long enough.
 * @param file where the page stands
 * @yields for each tag of the header where the reading stops: what stands before it, and what moved afterwards there
 */
export async function* shiftsInHeader(page: Page, address: string, file: string): AsyncGenerator<[string, string[]]> {
  const html = await readFile(file, 'utf8')
  const header = html.slice(0, html.indexOf('</header>'))
  const ends = [...header.matchAll(/>/g)].map(({ index }) => index + 1)
  await page.addInitScript(watchShifts)
  for (const end of ends.filter((at) => at > header.indexOf('<header'))) {
    await page.goto(`${address}${HOLD}${end}`, { waitUntil: 'commit' })
    await page.waitForFunction(() => document.querySelector('header'))
    await page.evaluate(twoFrames)
    for (const _ of ['the text', 'the end']) await page.context().request.get(new URL(RELEASE, address).href)
    await page.waitForLoadState('load')
    await page.evaluate(twoFrames)
    const shifts = await page.evaluate(() => window.shifts)
    yield [html.slice(end - 60, end), shifts.filter(({ inText }) => !inText).map(({ moved }) => moved.join(' | '))]
  }
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
