/** What the site uses of Pagefind's interface (pagefind.app/docs/api). */
interface Pagefind {
  init(): Promise<void>
  debouncedSearch(words: string): Promise<{ results: { data(): Promise<Found> }[] } | null>
}
interface Found {
  url: string
  excerpt: string
  meta: { title?: string }
  sub_results: { url: string; title: string; excerpt: string }[]
}

/** Pages shown for a search; each with its best passage. */
const SHOWN = 8

/** Opens the dialog, loads the index at the first opening, and lists what it finds. */
class SearchElement extends HTMLElement {
  #index: Promise<Pagefind> | undefined

  connectedCallback() {
    const open = this.querySelector<HTMLButtonElement>('.search-open')!
    const dialog = this.querySelector('dialog')!
    const input = this.querySelector('input')!
    open.hidden = false
    open.addEventListener('click', () => this.#open(dialog, input))
    input.addEventListener('input', () => void this.#search(input.value.trim()))
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog || event.target instanceof HTMLAnchorElement) dialog.close()
    })
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      if (dialog.open) dialog.close()
      else this.#open(dialog, input)
    })
  }

  #open(dialog: HTMLDialogElement, input: HTMLInputElement): void {
    dialog.showModal()
    input.focus()
    this.#index ??= this.#load()
  }

  async #load(): Promise<Pagefind> {
    // As seen from the page: in a copy below another path the address is relative.
    const bundle = new URL(this.dataset['bundle']!, document.baseURI).href
    const index = (await import(/* @vite-ignore */ bundle)) as Pagefind
    await index.init()
    return index
  }

  async #search(words: string): Promise<void> {
    if (words === '') return this.#show('', [])
    try {
      const answer = await (await this.#index!).debouncedSearch(words)
      // Overtaken by a newer search.
      if (answer === null) return
      const found = await Promise.all(answer.results.slice(0, SHOWN).map((result) => result.data()))
      this.#show(found.length === 0 ? `Nothing found for “${words}”.` : `${answer.results.length} pages`, found)
    } catch {
      this.#show('The search index could not be loaded. It exists in the built site only (npm start).', [])
    }
  }

  #show(state: string, found: Found[]): void {
    this.querySelector('.search-state')!.textContent = state
    this.querySelector('.search-results')!.replaceChildren(...found.map(resultItem))
  }
}

function resultItem({ url, meta, excerpt, sub_results: parts }: Found): HTMLLIElement {
  const best = parts[0] ?? { url, title: meta.title ?? url, excerpt }
  const item = document.createElement('li')
  const link = document.createElement('a')
  link.href = best.url
  link.textContent = best.title === meta.title ? best.title : `${meta.title}: ${best.title}`
  const passage = document.createElement('p')
  passage.append(...marked(best.excerpt))
  item.append(link, passage)
  return item
}

/** The excerpt is HTML with `<mark>` alone; it is shown as text with marks, so nothing else can come of it. */
function marked(excerpt: string): Node[] {
  return excerpt.split(/<mark>|<\/mark>/).map((text, i) => {
    const plain = text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
    if (i % 2 === 0) return document.createTextNode(plain)
    const mark = document.createElement('mark')
    mark.textContent = plain
    return mark
  })
}

customElements.define('pg-search', SearchElement)
