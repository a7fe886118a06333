import { preparePage, type BuiltPage, type PreparedPage } from './analyze-page.ts'
import type { Address } from '../shared/site.ts'

/** Prepares pages, each text once: what Astro hands over while it renders others need not be read when it has ended. */
export class Preparation {
  readonly #address: Address
  readonly #pages = new Map<string, { html: string; prepared: PreparedPage }>()

  constructor(address: Address) {
    this.#address = address
  }

  /** @throws Error as `preparePage` */
  of(page: BuiltPage): PreparedPage {
    const known = this.#pages.get(page.path)
    if (known?.html === page.html) return known.prepared
    const prepared = preparePage(page, this.#address)
    this.#pages.set(page.path, { html: page.html, prepared })
    return prepared
  }

  /** Ahead of `of`, which tells what is wrong with a page when the page is wanted. @returns undefined for such a page */
  begin(page: BuiltPage): PreparedPage | undefined {
    try {
      return this.of(page)
    } catch {
      return undefined
    }
  }
}
