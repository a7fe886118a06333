import { createServer, type AddressInfo } from 'node:net'
import { chromium, type Browser } from '@playwright/test'
import lighthouse, { type RunnerResult } from 'lighthouse'
import { CHROMIUM } from './chromium.ts'

/** The categories of Lighthouse that judge the page alone, not the machine. */
export const JUDGED = ['accessibility', 'best-practices', 'seo'] as const
export type Category = (typeof JUDGED)[number] | 'performance'

/** A score, and what kept it from 100. */
export interface Score {
  /** 0 to 100. */
  score: number
  /** Audits that failed, each with its first finding. */
  faults: string[]
}

/** A browser that Lighthouse can reach. */
export interface Lit {
  browser: Browser
  port: number
}

/** Starts Chromium with a port for its debugging protocol. */
export async function lit(): Promise<Lit> {
  const port = await freePort()
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [...args, `--remote-debugging-port=${port}`],
  })
  return { browser, port }
}

/** Lighthouse's own mobile set-up: a slow phone on a slow network, both simulated. */
export async function scores(
  address: string,
  { port }: Lit,
  categories: readonly Category[],
): Promise<Record<string, Score>> {
  const result = await lighthouse(address, {
    port,
    onlyCategories: [...categories],
    logLevel: 'error',
    output: 'json',
    // The page's evidence is its text; pictures of it cost seconds.
    disableFullPageScreenshot: true,
  })
  if (!result) throw new Error(`Lighthouse said nothing about ${address}`)
  if (result.lhr.runtimeError) throw new Error(`${address}: ${result.lhr.runtimeError.message}`)
  return Object.fromEntries(
    categories.map((id) => [
      id,
      { score: Math.round(100 * (result.lhr.categories[id]?.score ?? 0)), faults: faultsOf(result, id) },
    ]),
  )
}

function faultsOf({ lhr }: RunnerResult, category: Category): string[] {
  return (lhr.categories[category]?.auditRefs ?? [])
    .filter(({ weight }) => weight > 0)
    .map(({ id }) => lhr.audits[id]!)
    .filter(({ score }) => score !== null && score < 1)
    .map(({ id, title, details }) => {
      const items: unknown = details && 'items' in details ? details.items : undefined
      const first = Array.isArray(items) ? JSON.stringify(items[0]).slice(0, 300) : ''
      return `${id}: ${title} ${first}`
    })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
