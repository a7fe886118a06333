import styles from '../styles/search.css?url'
import { MessageIndex, type CapturedMessage } from './match-message.ts'
import { isPaste, PageSearch } from './search-pages.ts'
import { kindGroup, messageGroup } from './search-results.ts'

/** Milliseconds without a key before a search begins. */
const PAUSE = 120

let dialog: Promise<SearchDialog> | undefined

/** Opens the search, or closes it when it is open. @param base path of the site, without a slash at its end */
export async function openSearch(base: string): Promise<void> {
  dialog ??= SearchDialog.make(base)
  ;(await dialog).toggle()
}

/** The search as a dialog: a field, a line that says what was found, and the results. */
class SearchDialog {
  readonly #base: string
  readonly #dialog = document.createElement('dialog')
  readonly #pages: PageSearch
  readonly #messages: Promise<MessageIndex>
  #timer = 0
  /** Counts searches, so that a slow one does not overwrite a newer. */
  #search = 0
  #done: Promise<void> = Promise.resolve()

  /** The dialog with its styles, ready to be opened. */
  static async make(base: string): Promise<SearchDialog> {
    const made = new SearchDialog(base)
    await new Promise((loaded) => {
      const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: styles, onload: loaded })
      link.onerror = loaded
      document.head.append(link)
    })
    return made
  }

  private constructor(base: string) {
    this.#base = base
    this.#pages = new PageSearch(`${base}/pagefind/pagefind.js`)
    this.#messages = fetch(`${base}/captured-messages.json`)
      .then((response) => response.json() as Promise<CapturedMessage[]>)
      .then((messages) => new MessageIndex(messages))
      .catch(() => new MessageIndex([]))
    this.#dialog.className = 'pg-search'
    this.#dialog.setAttribute('aria-label', 'Search this site')
    this.#dialog.innerHTML = `
      <form>
        <label for="pg-search-words">Search</label>
        <input id="pg-search-words" type="search" autocomplete="off" autocapitalize="off" spellcheck="false"
          enterkeyhint="go" placeholder="a command, a flag, an error as it was printed">
        <button type="button">Close</button>
      </form>
      <p class="search-state" role="status"></p>
      <div class="search-results"></div>
      <p class="search-start">
        <a class="search-hit" href="${base}/messages/">Messages and what mends them</a>
        <a class="search-hit" href="${base}/commands/">Commands and flags</a>
        <a class="search-hit" href="${base}/glossary/">Glossary</a>
      </p>
      <p class="search-keys" aria-hidden="true"><kbd>↑</kbd> <kbd>↓</kbd> move <kbd>Enter</kbd> opens <kbd>Esc</kbd> closes</p>`
    document.body.append(this.#dialog)
    this.#listen()
  }

  /** Shows the dialog, or takes it away. The browser gives the focus back to where it was. */
  toggle(): void {
    if (this.#dialog.open) return this.#dialog.close()
    this.#dialog.showModal()
    this.#input.select()
  }

  get #input(): HTMLInputElement {
    return this.#dialog.querySelector('input')!
  }

  #listen(): void {
    this.#input.addEventListener('input', () => this.#later())
    this.#input.addEventListener('paste', (event) => this.#paste(event))
    this.#dialog.querySelector('button')!.addEventListener('click', () => this.#dialog.close())
    this.#dialog.querySelector('form')!.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#openFirst()
    })
    this.#dialog.addEventListener('keydown', (event) => this.#key(event))
    this.#dialog.addEventListener('click', ({ target }) => {
      if (target === this.#dialog || (target instanceof Element && target.closest('a'))) this.#dialog.close()
    })
  }

  /** A field of one line drops line breaks, and with them where one message ends and the next begins. */
  #paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain').trim() ?? ''
    if (!text.includes('\n')) return
    event.preventDefault()
    const { selectionStart, selectionEnd, value } = this.#input
    this.#input.setRangeText(text.replace(/\s*\n\s*/g, ' ⏎ '), selectionStart ?? 0, selectionEnd ?? value.length, 'end')
    this.#later()
  }

  #later(): void {
    clearTimeout(this.#timer)
    const number = ++this.#search
    this.#done = new Promise((done) => {
      this.#timer = window.setTimeout(() => void this.#find(this.#input.value.trim(), number).then(done), PAUSE)
    })
  }

  async #find(words: string, number: number): Promise<void> {
    if (words === '') return this.#show(number, '', [])
    const matches = (await this.#messages).find(words)
    const known = messageGroup(matches, this.#base)
    try {
      // A message that is known leads to its pages itself.
      const isKnown = matches[0]?.same === true && isPaste(words)
      const found = isKnown ? { words: undefined, kinds: [] } : await this.#pages.find(words.replaceAll('⏎', ' '))
      const groups = await Promise.all(found.kinds.map(kindGroup))
      const pages = found.kinds.reduce((sum, kind) => sum + kind.pages.length, 0)
      this.#show(number, stateOf(matches.length, pages, found.words), [...known, ...groups])
    } catch {
      this.#show(number, 'The search index could not be loaded. It exists in the built site only (npm start).', known)
    }
  }

  #show(number: number, state: string, groups: readonly HTMLElement[]): void {
    if (number !== this.#search) return
    this.#dialog.querySelector('.search-state')!.textContent = state
    this.#dialog.querySelector('.search-results')!.replaceChildren(...groups)
    this.#dialog.scrollTop = 0
  }

  async #openFirst(): Promise<void> {
    await this.#done
    this.#dialog.querySelector<HTMLAnchorElement>('.search-results .search-hit')?.click()
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      // A search field would first empty itself.
      event.preventDefault()
      return this.#dialog.close()
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const stops = [this.#input, ...this.#dialog.querySelectorAll<HTMLElement>('.search-hit, .search-rest')]
    const shown = stops.filter((stop) => stop.offsetParent !== null)
    const at = shown.indexOf(document.activeElement as HTMLElement)
    event.preventDefault()
    shown[Math.min(shown.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)))]!.focus()
  }
}

/** "1 message, 14 pages", for eyes and screen readers. @param words what the pages have, when it is not all that was asked */
function stateOf(messages: number, pages: number, words: string | undefined): string {
  const counts = [count(messages, 'message'), count(pages, 'page')].filter((text) => !text.startsWith('0 '))
  if (counts.length === 0) return 'Nothing found.'
  return counts.join(', ') + (words === undefined ? '' : ` with “${words}”`)
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`
}
