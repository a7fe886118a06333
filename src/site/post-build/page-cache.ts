import { preparePage, type BuiltPage, type PreparedPage } from './analyze-page.ts'
import type { Address } from '../shared/site.ts'

/** Prepares pages, each text once: what Astro hands over while it renders others need not be read when it has ended. */
export class PageCache {
  readonly #address: Address
  readonly #pages = new Map<string, { html: string; prepared: PreparedPage }>()

  constructor(address: Address) {
    this.#address = address
  }

  /** @throws Error as `preparePage` */
  get(page: BuiltPage): PreparedPage {
    const known = this.#pages.get(page.path)
    if (known?.html === page.html) return known.prepared
    const prepared = preparePage(page, this.#address)
    this.#pages.set(page.path, { html: page.html, prepared })
    return prepared
  }

  /** Prepares a page ahead of `get`, which tells what is wrong with a page when the page is wanted. @returns undefined for such a page */
  warm(page: BuiltPage): PreparedPage | undefined {
    try {
      return this.get(page)
    } catch {
      return undefined
    }
  }
}
