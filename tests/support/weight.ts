import type { Page } from '@playwright/test'

/** What a page costs a reader who only looks at it. */
export interface Weight {
  /** Compressed bytes of all answers, as they went over the wire. */
  bytes: number
  requests: number
  /** Every host that was asked, whether or not it answered. */
  hosts: string[]
  /** Every answer with its bytes, the heaviest first: `12,034 /_astro/x.css`. */
  heaviest: string[]
}

/** Loads a page afresh and measures until the network and the browser are idle. Nothing is clicked. */
export async function bytesUntilIdle(page: Page, address: string): Promise<Weight> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  const urls = new Map<string, string>()
  const answers: { url: URL; bytes: number }[] = []
  // Asked is enough: a host that never answers, or that the policy keeps from being asked, is named as well.
  const asked: URL[] = []
  session.on('Network.requestWillBeSent', ({ request }) => void asked.push(new URL(request.url)))
  session.on('Network.responseReceived', ({ requestId, response }) => void urls.set(requestId, response.url))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = urls.get(requestId)
    if (url && !url.startsWith('data:')) answers.push({ url: new URL(url), bytes: encodedDataLength })
  })
  await page.goto(address, { waitUntil: 'networkidle' })
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  await page.waitForLoadState('networkidle')
  await session.detach()
  return {
    bytes: answers.reduce((sum, { bytes }) => sum + bytes, 0),
    requests: answers.length,
    hosts: [...new Set(asked.filter(({ protocol }) => /^http/.test(protocol)).map(({ hostname }) => hostname))],
    heaviest: answers
      .sort((a, b) => b.bytes - a.bytes)
      .map(({ url, bytes }) => `${bytes.toLocaleString('en')} ${url.pathname}`),
  }
}
