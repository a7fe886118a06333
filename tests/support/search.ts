import type { Locator, Page } from '@playwright/test'
import { expect as base } from './site.ts'

/** For what the search answers: an index has to come first, and the machine may be busy. */
export const expect = base.configure({ timeout: 30_000 })

/** A message from a cluster with other names, as a terminal gives it. */
export const PASTE = [
  'alice@laptop:~/shop$ kubectl apply -f cart.yaml',
  'Error from server (InternalError): error when creating "cart.yaml": Internal error occurred: failed calling webhook',
  '"rev.namespace.sidecar-injector.istio.io": failed to call webhook: Post',
  '"https://istiod-1-24-1.istio-system.svc:443/inject?timeout=10s": dial tcp 10.100.13.7:443: connect: connection refused',
].join('\n')

/** The field of the search. */
export const field = (page: Page): Locator => page.getByRole('searchbox', { name: 'Search' })

/** What the search says about its answer. */
export const status = (page: Page): Locator => page.getByRole('dialog').getByRole('status')

/** The links of an answer. */
export const hits = (page: Page): Locator => page.locator('.search-results .search-hit')

/** Opens the search and asks it; returns when it has answered. */
export async function ask(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: 'Search' }).first().click()
  // What was answered before would pass for the answer, and a link in it would go away under the pointer.
  await field(page).fill('')
  await expect(status(page)).toBeEmpty()
  await field(page).fill(words)
  await expect(status(page)).not.toBeEmpty()
}
