import type { Page } from '@playwright/test'

/** What a page costs a reader who only looks at it. */
export interface Weight {
  /** Compressed bytes of all bodies, as they went over the wire. */
  bytes: number
  requests: number
  hosts: string[]
}

/** Loads a page afresh and measures until the network and the browser are idle. Nothing is clicked. */
export async function bytesUntilIdle(page: Page, address: string): Promise<Weight> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  let bytes = 0
  let requests = 0
  const hosts = new Set<string>()
  session.on(
    'Network.responseReceived',
    ({ response }) => void (response.url.startsWith('data:') || hosts.add(new URL(response.url).hostname)),
  )
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
    requests++
  })
  await page.goto(address, { waitUntil: 'networkidle' })
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  await page.waitForLoadState('networkidle')
  await session.detach()
  return { bytes, requests, hosts: [...hosts] }
}
