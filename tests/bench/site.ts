import { ensureChromium } from '../support/chromium.ts'
import { lit, JUDGED, scores, type Category } from '../support/lighthouse.ts'
import { inProject } from '../support/project.ts'
import { compress, kindsOf, pagesOf, serve, type Build } from '../support/site.ts'
import { timed, type Seconds } from '../support/timed.ts'
import { bytesUntilIdle } from '../support/weight.ts'

/** What the site costs. */
export interface SiteFigures {
  /** `npm run build`, for as many pages; the second of two in a row. */
  build: Seconds & { pages: number }
  /** By kind of page. */
  pages: Record<string, PageFigures>
}

interface PageFigures {
  /** Compressed, until idle. */
  bytes: number
  requests: number
  /** Lighthouse, mobile, 0 to 100 for each category. */
  scores: Record<Category, number>
  /** What kept performance from 100, if anything did. */
  slow: string[]
}

/** Builds the site, loads each kind of page in a browser until idle, and lets Lighthouse judge it. */
export async function measureSite(): Promise<SiteFigures> {
  ensureChromium()
  const build: Build = { directory: inProject('test-results/bench-site'), base: '/' }
  const once = () => timed(['npm', 'run', '--silent', 'build'], { SITE_OUT: build.directory })
  await once()
  const seconds = await once()
  await compress(build)
  const server = await serve(build)
  const one = await lit()
  const pages: Record<string, PageFigures> = {}
  for (const path of await kindsOf(build)) {
    const page = await one.browser.newPage()
    const { bytes, requests } = await bytesUntilIdle(page, `${server.address}${path}`)
    await page.close()
    const judged = await scores(`${server.address}${path}`, one, ['performance', ...JUDGED])
    pages[`/${path}`] = {
      bytes,
      requests,
      scores: Object.fromEntries(Object.entries(judged).map(([id, { score }]) => [id, score])) as Record<
        Category,
        number
      >,
      slow: judged['performance']!.score === 100 ? [] : judged['performance']!.faults,
    }
    console.log(`/${path}`, pages[`/${path}`])
  }
  await one.browser.close()
  server.close()
  return { build: { ...seconds, pages: (await pagesOf(build)).length }, pages }
}
