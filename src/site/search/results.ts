import type { PageCategory } from './page-category.ts'
import type { FoundKind } from './pages.ts'
import { bestPassages, type FoundPage } from './passages.ts'
import { LIKENESS, type CapturedMessage, type Match, type Place } from '../messages/captured-message.ts'

/** How many pages of each kind are listed at first. Runbooks have the most room. */
const SHOWN: Record<PageCategory, number> = { Runbooks: 5, Messages: 1, Lessons: 3, Decisions: 2, Reference: 3 }
/** How many passages of one page are listed, where that is more than one: all messages are on one page. */
const PASSAGES: Partial<Record<PageCategory, number>> = { Messages: 4, Reference: 2 }

/** The messages that a paste holds, then those that come near. @param base path of the site, without a slash at its end */
export function messageGroups(matches: readonly Match[], base: string): HTMLElement[] {
  return LIKENESS.flatMap((kind) => {
    const items = matches.filter((match) => match.kind === kind).map(({ message }) => messageItem(message, base))
    return items.length > 0 ? [group(headingOf(kind, items.length), items)] : []
  })
}

function headingOf(kind: Match['kind'], many: number): string {
  if (kind === 'this') return 'This message'
  if (kind === 'known') return 'Known from other sources, not caused by us'
  if (kind === 'causes') return 'These words have several causes'
  return `The nearest captured message${many === 1 ? '' : 's'}`
}

function messageItem(message: CapturedMessage, base: string): HTMLElement {
  const { text, means, repair, title, path, more, causes = [] } = message
  const item = element('li', 'search-message')
  item.append(element('code', '', text), textLink(title, `${base}${path}`, 'search-hit'), element('p', '', means))
  if (repair) item.append(element('p', 'search-repair', repair))
  if (causes.length > 0) item.append(causeList(causes, base))
  const links = element('p', 'search-more')
  links.append(...more.map((one) => placeLink(one, base)))
  if (more.length > 0) item.append(links)
  return item
}

function causeList(causes: NonNullable<CapturedMessage['causes']>, base: string): HTMLElement {
  const list = element('ul', 'search-causes')
  for (const cause of causes) {
    const item = element('li', '', `${cause.text} `)
    item.append(placeLink(cause, base))
    list.append(item)
  }
  return list
}

function placeLink({ title, path }: Place, base: string): HTMLAnchorElement {
  return textLink(title, path.startsWith('/') ? `${base}${path}` : path)
}

/** The pages of one kind; the rest of them behind a button. */
export async function kindGroup({ kind, pages }: FoundKind): Promise<HTMLElement> {
  const some = await itemsOf(kind, pages.slice(0, SHOWN[kind]))
  const section = group(kind, some)
  const rest = pages.slice(SHOWN[kind])
  if (rest.length === 0) return section
  const button = element('button', 'search-rest', `${rest.length} more`)
  button.setAttribute('type', 'button')
  button.setAttribute('aria-label', `${rest.length} more ${kind.toLowerCase()}`)
  button.addEventListener('click', () => void addRest(section, button, itemsOf(kind, rest)))
  section.append(button)
  return section
}

/** Puts the rest of the pages in the place of the button. The button stays when they cannot be loaded. */
async function addRest(section: HTMLElement, button: HTMLElement, rest: Promise<HTMLElement[]>): Promise<void> {
  try {
    const items = await rest
    button.remove()
    section.querySelector('ol')!.append(...items)
    items[0]!.querySelector('a')!.focus()
  } catch {
    const text = 'These could not be loaded. Try again'
    button.textContent = text
    button.setAttribute('aria-label', text)
  }
}

async function itemsOf(kind: PageCategory, pages: FoundKind['pages']): Promise<HTMLElement[]> {
  const found = await Promise.all(pages.map((page) => page()))
  return found.flatMap((page) => pageItems(page, PASSAGES[kind] ?? 1))
}

function pageItems(page: FoundPage, most: number): HTMLElement[] {
  return bestPassages(page, most).map(({ url, heading, passage }) => {
    const item = element('li')
    const hit = textLink(page.meta.title ?? url, url, 'search-hit')
    if (heading) hit.append(element('span', '', ` › ${heading}`))
    const text = element('p')
    // Text nodes alone: nothing of a page or of its evidence can become markup here.
    text.append(...passage.map(({ text, marked }) => (marked ? element('mark', '', text) : text)))
    item.append(hit, text)
    return item
  })
}

let groups = 0

function group(title: string, items: readonly HTMLElement[]): HTMLElement {
  const section = element('section')
  const heading = element('h2', '', title)
  const list = element('ol')
  heading.id = `search-group-${groups++}`
  section.setAttribute('aria-labelledby', heading.id)
  list.append(...items)
  section.append(heading, list)
  return section
}

/** A link with nothing but text in it. */
export function textLink(text: string, href: string, name = ''): HTMLAnchorElement {
  const anchor = element('a', name, text) as HTMLAnchorElement
  anchor.href = href
  return anchor
}

function element(tag: string, name = '', text = ''): HTMLElement {
  const made = document.createElement(tag)
  if (name) made.className = name
  made.textContent = text
  return made
}
