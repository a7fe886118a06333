import { makeFrame, moveFocus, type SearchFrame } from './frame.ts'
import { MessageSearch } from './messages.ts'
import { PageSearch } from './pages.ts'
import { kindGroup, messageGroups } from './results.ts'
import { stateOf } from './status-line.ts'

/** Milliseconds without a key before a search begins. */
const TYPING_PAUSE = 120

let made: Promise<SearchDialog> | undefined

/**
 * Opens the search, or closes it when it is open.
 * @param base path of the site, without a slash at its end
 * @param words what to look for, of one line or many; with them an open search stays open
 */
export async function openSearch(base: string, words?: string): Promise<void> {
  const dialog = await dialogOf(base)
  if (words === undefined) dialog.toggle()
  else dialog.ask(words)
}

function dialogOf(base: string): Promise<SearchDialog> {
  return (made ??= makeFrame(base).then((frame) => new SearchDialog(base, frame)))
}

/** The search: what is typed or pasted is looked for among captured messages and in the pages. */
class SearchDialog {
  readonly #base: string
  readonly #frame: SearchFrame
  readonly #pages: PageSearch
  readonly #messages: MessageSearch
  /** Counts searches, so that a slow one does not overwrite a newer. */
  #search = 0
  #done: Promise<void> = Promise.resolve()

  constructor(base: string, frame: SearchFrame) {
    this.#base = base
    this.#frame = frame
    this.#pages = new PageSearch(`${base}/pagefind/pagefind.js`)
    this.#messages = new MessageSearch(`${base}/captured-messages.json`)
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

  /** Searches for what is in the field once nothing has been typed for a moment. */
  #later(): void {
    const number = ++this.#search
    this.#done = pause().then(() => this.#find(this.#frame.input.value.trim(), number))
  }

  /** Messages and pages are loaded and searched apart: when one of them fails, the other still answers. */
  async #find(words: string, number: number): Promise<void> {
    if (number !== this.#search) return
    if (words === '') return this.#show(number, [], [])
    const [known, found] = await Promise.allSettled([
      this.#messages.find(words),
      this.#pages.find(words.replaceAll('⏎', ' ')).then(async (pages) => ({
        pages,
        groups: await Promise.all(pages.kinds.map(kindGroup)),
      })),
    ])
    const matches = known.status === 'fulfilled' ? known.value : undefined
    const { pages, groups = [] } = found.status === 'fulfilled' ? found.value : {}
    const state = stateOf(matches?.length, pages, this.#base)
    this.#show(number, state, [...messageGroups(matches ?? [], this.#base), ...groups])
  }

  #show(number: number, state: readonly (string | Node)[], groups: readonly HTMLElement[]): void {
    if (number !== this.#search) return
    this.#frame.state.replaceChildren(...state)
    this.#frame.results.replaceChildren(...groups)
    this.#frame.dialog.scrollTop = 0
  }

  async #openFirst(): Promise<void> {
    const number = this.#search
    await this.#done
    // What was typed in the meantime asks something else.
    if (number === this.#search) this.#frame.results.querySelector<HTMLAnchorElement>('.search-hit')?.click()
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, TYPING_PAUSE))
}

/** What stands in a field of one line: where lines ended stays to be seen, and is used. */
function inOneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ⏎ ')
}
