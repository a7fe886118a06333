/** Opens the search by its button, `/`, Ctrl+K, or the event `ask` with words. All that it needs beyond this is loaded then. */
class SearchElement extends HTMLElement {
  readonly #button = this.querySelector('button')!
  readonly #label = [...this.#button.childNodes]

  connectedCallback() {
    this.#button.hidden = false
    const open = () => void this.#load(({ openSearch }) => openSearch(this.#base))
    this.#button.addEventListener('click', open)
    this.addEventListener('ask', (event) => {
      const words = (event as CustomEvent<string>).detail
      void this.#load(({ searchFor }) => searchFor(this.#base, words))
    })
    document.addEventListener('keydown', (event) => {
      const control = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)
      const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)
      if (!control && !slash) return
      event.preventDefault()
      open()
    })
  }

  /** The path of the site as this page sees it: in a copy for offline use the base is relative. */
  get #base(): string {
    return new URL(`${this.dataset['base']!}/`, document.baseURI).pathname.replace(/\/$/, '')
  }

  /** Loads the dialog and uses it. The button says it when that fails; the next click tries again. */
  async #load(use: (dialog: typeof import('./dialog.ts')) => Promise<void>): Promise<void> {
    try {
      await use(await import('./dialog.ts'))
      this.#button.replaceChildren(...this.#label)
    } catch {
      this.#button.textContent = 'Search did not load'
    }
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
}

customElements.define('pg-search', SearchElement)
