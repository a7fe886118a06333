import { maskMessage } from '../messages/mask-message.ts'
import { PAGE_CATEGORIES, type PageCategory } from './page-category.ts'
import type { FoundPage } from './passages.ts'

/** What the site uses of Pagefind's interface (pagefind.app/docs/api). */
interface Pagefind {
  init(): Promise<void>
  search(
    words: string,
    options?: { filters: { kind: PageCategory } },
  ): Promise<{ results: { data(): Promise<FoundPage> }[] }>
}

/** Pages of one kind that have the words, the best first. */
export interface FoundKind {
  kind: PageCategory
  /** All that were found; each is loaded when it is called. */
  pages: (() => Promise<FoundPage>)[]
}

/** The pages that have all of the words, or most of them. */
export interface FoundPages {
  /** What was searched for in the end, when it was not all. */
  words: string | undefined
  /** True: a page has them one after another; false: they are near or far from each other, or other forms of them. */
  together: boolean
  kinds: FoundKind[]
}

const NOTHING: FoundPages = { words: undefined, together: true, kinds: [] }

/** The most words of a typed question; a text with more was pasted. */
const MAX_WORDS = 8

/** True for a pasted text: it has more words than somebody would type. */
function isPaste(asked: string): boolean {
  return wordsOf(asked).length > MAX_WORDS
}

/** Pages of each kind that are read to see whether they have a word as it was typed: those with the word itself come first. */
const READ_PAGES = 5

/** Full-text search over the site's pages, kinds in their order. The index is loaded by the first one. */
export class PageSearch {
  readonly #index: Promise<Pagefind>

  /** @param bundle address of Pagefind's script */
  constructor(bundle: string) {
    this.#index = load(bundle)
    this.#index.catch(() => undefined)
  }

  /** @throws Error when the index cannot be loaded */
  async find(asked: string): Promise<FoundPages> {
    const words = isPaste(asked) ? maskMessage(asked).words : wordsOf(asked)
    const index = await this.#index
    // Pagefind wants every word; the last ones of a command or message are mostly somebody's names.
    for (let many = Math.min(words.length, MAX_WORDS); many > 0; many--) {
      const searched = words.slice(0, many).join(' ')
      const kinds = await Promise.all(PAGE_CATEGORIES.map((kind) => findKind(index, searched, kind)))
      const found = kinds.filter(({ pages }) => pages.length > 0)
      if (found.length === 0) continue
      const all = searched === wordsOf(asked).join(' ')
      const together = many === 1 ? await hasWord(kinds, searched) : await isPhrase(index, searched)
      return { words: all ? undefined : searched, together, kinds: found }
    }
    return NOTHING
  }
}

function wordsOf(asked: string): string[] {
  return asked.split(/\s+/).filter((word) => /\w/.test(word))
}

async function load(bundle: string): Promise<Pagefind> {
  const index = (await import(/* @vite-ignore */ bundle)) as Pagefind
  await index.init()
  return index
}

/** Whether a page has the words one after another. Pagefind's other answers may hold beginnings of them, anywhere. */
async function isPhrase(index: Pagefind, words: string): Promise<boolean> {
  const { results } = await index.search(`"${words.replaceAll('"', '')}"`)
  return results.length > 0
}

/**
 * Whether one of the best pages has the word itself. Pagefind cuts endings and takes compounds apart, so of a word that is
 * nowhere it finds the pages that have a part of it: also as a phrase.
 */
async function hasWord(kinds: readonly FoundKind[], word: string): Promise<boolean> {
  const best = kinds.flatMap(({ pages }) => pages.slice(0, READ_PAGES))
  const found = await Promise.all(best.map((page) => page()))
  const text = (content: string) => content.replaceAll('\u200B', '').replaceAll('&lt;', '<').replaceAll('&gt;', '>')
  return found.some(({ raw_content }) => text(raw_content).toLowerCase().includes(word.toLowerCase()))
}

async function findKind(index: Pagefind, words: string, kind: PageCategory): Promise<FoundKind> {
  const { results } = await index.search(words, { filters: { kind } })
  return { kind, pages: results.map((result) => () => result.data()) }
}
