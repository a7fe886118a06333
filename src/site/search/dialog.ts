import type { CapturedMessage } from '../messages/captured-message.ts'
import { MessageIndex } from '../messages/match-message.ts'
import { makeFrame, moveFocus, type SearchFrame } from './frame.ts'
import { PageSearch } from './pages.ts'
import { kindGroup, messageGroups } from './results.ts'
import { stateOf } from './status-line.ts'

/** Milliseconds without a key before a search begins. */
const PAUSE = 120

let made: Promise<SearchDialog> | undefined

/** Opens the search, or closes it when it is open. @param base path of the site, without a slash at its end */
export async function openSearch(base: string): Promise<void> {
  ;(await dialogOf(base)).toggle()
}

/** Opens the search and asks it. @param base as above @param words what to look for, of one line or many */
export async function searchFor(base: string, words: string): Promise<void> {
  ;(await dialogOf(base)).ask(words)
}

function dialogOf(base: string): Promise<SearchDialog> {
  return (made ??= makeFrame(base).then((frame) => new SearchDialog(base, frame)))
}

/** The search: what is typed or pasted is looked for among captured messages and in the pages. */
class SearchDialog {
  readonly #base: string
  readonly #frame: SearchFrame
  readonly #pages: PageSearch
  readonly #messages: Promise<MessageIndex>
  #timer = 0
  /** Counts searches, so that a slow one does not overwrite a newer. */
  #search = 0
  #done: Promise<void> = Promise.resolve()

  constructor(base: string, frame: SearchFrame) {
    this.#base = base
    this.#frame = frame
    this.#pages = new PageSearch(`${base}/pagefind/pagefind.js`)
    this.#messages = fetch(`${base}/captured-messages.json`)
      .then((response) => response.json() as Promise<CapturedMessage[]>)
      .then((messages) => new MessageIndex(messages))
      .catch(() => new MessageIndex([]))
    this.#listen()
  }

  /** Shows the dialog, or takes it away. The browser gives the focus back to where it was. */
  toggle(): void {
    const { dialog, input } = this.#frame
    if (dialog.open) return dialog.close()
    dialog.showModal()
    input.select()
  }

  /** Shows the dialog with the answer to what is asked. */
  ask(words: string): void {
    const { dialog, input } = this.#frame
    if (!dialog.open) dialog.showModal()
    input.value = inOneLine(words)
    this.#later()
  }

  #listen(): void {
    const { dialog, input } = this.#frame
    input.addEventListener('input', () => this.#later())
    input.addEventListener('paste', (event) => this.#paste(event))
    dialog.addEventListener('keydown', (event) => this.#key(event))
    dialog.querySelector('button')!.addEventListener('click', () => dialog.close())
    dialog.querySelector('form')!.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#openFirst()
    })
    dialog.addEventListener('click', ({ target }) => {
      if (target === dialog || (target instanceof Element && target.closest('a'))) dialog.close()
    })
  }

  /** A field of one line drops line breaks, and with them where one message ends and the next begins. */
  #paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain').trim() ?? ''
    if (!text.includes('\n')) return
    event.preventDefault()
    const { input } = this.#frame
    const { selectionStart, selectionEnd, value } = input
    input.setRangeText(inOneLine(text), selectionStart ?? 0, selectionEnd ?? value.length, 'end')
    this.#later()
  }

  #key(event: KeyboardEvent): void {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0 && event.key !== 'Escape') return
    // A search field would first empty itself on Esc.
    event.preventDefault()
    if (by === 0) this.#frame.dialog.close()
    else moveFocus(this.#frame, by)
  }

  #later(): void {
    clearTimeout(this.#timer)
    const number = ++this.#search
    this.#done = new Promise((done) => {
      this.#timer = window.setTimeout(() => void this.#find(this.#frame.input.value.trim(), number).then(done), PAUSE)
    })
  }

  async #find(words: string, number: number): Promise<void> {
    if (words === '') return this.#show(number, [], [])
    const matches = (await this.#messages).find(words)
    const known = messageGroups(matches, this.#base)
    try {
      const found = await this.#pages.find(words.replaceAll('⏎', ' '))
      const groups = await Promise.all(found.kinds.map(kindGroup))
      this.#show(number, stateOf(matches.length, found, this.#base), [...known, ...groups])
    } catch {
      const state = 'The search index could not be loaded. It exists in the built site only (npm start).'
      this.#show(number, [state], known)
    }
  }

  #show(number: number, state: readonly (string | Node)[], groups: readonly HTMLElement[]): void {
    if (number !== this.#search) return
    this.#frame.state.replaceChildren(...state)
    this.#frame.results.replaceChildren(...groups)
    this.#frame.dialog.scrollTop = 0
  }

  async #openFirst(): Promise<void> {
    await this.#done
    this.#frame.results.querySelector<HTMLAnchorElement>('.search-hit')?.click()
  }
}

/** What stands in a field of one line: where lines ended stays to be seen, and is used. */
function inOneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ⏎ ')
}
