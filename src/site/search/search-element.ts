/** Opens the search by its button, `/`, Ctrl+K, or the event `ask` with words. All that it needs beyond this is loaded then. */
class SearchElement extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector('button')!
    const label = [...button.childNodes]
    button.hidden = false
    // The button says it when the dialog cannot be loaded; the next click tries again.
    const open = async (words?: string) => {
      try {
        const { openSearch } = await import('./dialog.ts')
        await openSearch(pathOf(this.dataset['base']!), words)
        button.replaceChildren(...label)
      } catch {
        button.textContent = 'Search failed'
      }
    }
    button.addEventListener('click', () => void open())
    this.addEventListener('ask', (event) => void open((event as CustomEvent<string>).detail))
    document.addEventListener('keydown', (event) => {
      const control = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)
      const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)
      if (!control && !slash) return
      event.preventDefault()
      void open()
    })
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
}

/** The path of the site as this page sees it: in a copy for offline use the base is relative. */
function pathOf(base: string): string {
  return new URL(`${base}/`, document.baseURI).pathname.replace(/\/$/, '')
}

customElements.define('pg-search', SearchElement)
