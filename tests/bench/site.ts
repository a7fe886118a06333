import { createServer } from 'node:http'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { AddressInfo } from 'node:net'
import { chromium } from '@playwright/test'
import sirv from 'sirv'
import { CHROMIUM, ensureChromium } from '../support/chromium.ts'
import { inProject, npmRun } from '../support/project.ts'
import { bytesUntilIdle, type Weight } from '../support/weight.ts'

/** What the site costs. */
export interface SiteFigures {
  /** Seconds of `npm run build`. */
  build: number
  /** Compressed bytes until idle, by page. */
  pages: Record<string, Weight>
}

/** Builds the site and loads each kind of page in a browser. */
export async function measureSite(): Promise<SiteFigures> {
  ensureChromium()
  const out = inProject('test-results/bench-site')
  const began = performance.now()
  const { code, text } = await npmRun(['build'], { SITE_OUT: out })
  if (code !== 0) throw new Error(text)
  const build = Math.round(performance.now() - began) / 1000
  for (const name of (await readdir(out, { recursive: true })).filter((n) => /\.(html|css|js|svg)$/.test(n))) {
    await writeFile(join(out, `${name}.gz`), gzipSync(await readFile(join(out, name)), { level: 9 }))
  }
  const handler = sirv(out, { gzip: true })
  const server = createServer((request, response) => handler(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const pages: Record<string, Weight> = {}
  for (const path of [
    '',
    'lessons/revisions/',
    'about-the-proof/',
    'runbooks/install-default/',
    'runbooks/deploy-payments/',
    'runbooks/install-canary/',
  ]) {
    const page = await browser.newPage()
    pages[`/${path}`] = await bytesUntilIdle(page, `${address}${path}`)
    await page.close()
  }
  await browser.close()
  server.closeAllConnections()
  server.close()
  return { build, pages }
}
