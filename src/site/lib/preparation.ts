import { preparePage, type BuiltPage, type PreparedPage } from './prepare-page.ts'
import type { Address } from './site.ts'

/** Prepares pages, each text once: what Astro hands over while it renders others need not be read when it has ended. */
export class Preparation {
  readonly #address: Address
  readonly #pages = new Map<string, { html: string; prepared: PreparedPage }>()

  constructor(address: Address) {
    this.#address = address
  }

  /** @throws Error as `preparePage` */
  of({ path, html }: Pick<BuiltPage, 'path' | 'html'>): PreparedPage {
    const known = this.#pages.get(path)
    if (known?.html === html) return known.prepared
    const prepared = preparePage({ path, html, address: this.#address })
    this.#pages.set(path, { html, prepared })
    return prepared
  }

  /** Ahead of `of`, which tells what is wrong with a page when the page is wanted. */
  begin(page: Pick<BuiltPage, 'path' | 'html'>): void {
    try {
      this.of(page)
    } catch {
      return
    }
  }
}
