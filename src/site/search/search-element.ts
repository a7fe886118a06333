/** Opens the search by its button, `/`, Ctrl+K, or the event `ask` with words. All that it needs beyond this is loaded then. */
class SearchElement extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector('button')!
    button.hidden = false
    const open = async () => (await import('./dialog.ts')).openSearch(pathOf(this.dataset['base']!))
    button.addEventListener('click', () => void open())
    this.addEventListener('ask', async (event) => {
      const { searchFor } = await import('./dialog.ts')
      await searchFor(pathOf(this.dataset['base']!), (event as CustomEvent<string>).detail)
    })
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
