import styles from './search.css?url'

/** The parts of the search dialog that others fill and listen to. */
export interface SearchFrame {
  dialog: HTMLDialogElement
  input: HTMLInputElement
  /** Says what was found, to screen readers as well. */
  state: HTMLElement
  results: HTMLElement
}

/** The empty dialog, added to the page once its style sheet is there. @param base path of the site, no slash at its end */
export async function makeFrame(base: string): Promise<SearchFrame> {
  const dialog = document.createElement('dialog')
  dialog.className = 'pg-search'
  dialog.setAttribute('aria-label', 'Search this site')
  dialog.innerHTML = `
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
  await styled()
  document.body.append(dialog)
  return {
    dialog,
    input: dialog.querySelector('input')!,
    state: dialog.querySelector('.search-state')!,
    results: dialog.querySelector('.search-results')!,
  }
}

/** The dialog would flash without its styles; without them at all it is still usable. */
function styled(): Promise<unknown> {
  return new Promise((done) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: styles })
    link.addEventListener('load', done)
    link.addEventListener('error', done)
    document.head.append(link)
  })
}

/** Moves the focus by one through the field, the results and their buttons. */
export function moveFocus({ dialog, input }: SearchFrame, by: 1 | -1): void {
  const stops = [input, ...dialog.querySelectorAll<HTMLElement>('.search-hit, .search-rest')]
  const shown = stops.filter((stop) => stop.offsetParent !== null)
  const to = shown.indexOf(document.activeElement as HTMLElement) + by
  shown[Math.min(shown.length - 1, Math.max(0, to))]!.focus()
}
