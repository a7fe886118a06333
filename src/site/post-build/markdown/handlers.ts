import type { Element, ElementContent } from 'hast'
import { defaultHandlers, type Handle, type State } from 'hast-util-to-mdast'
import type { BlockContent, Blockquote, Code, ListItem, Paragraph, PhrasingContent, Strong } from 'mdast'
import { textOf } from './strip-page.ts'

/** How our elements read as Markdown, where the plain rule for their tag would lose something. */
export const handlers: Record<string, Handle> = { aside, details, dl, pre, td: cell, th: cell }

/** What can be folded is open, below what stood on it. */
function details(state: State, node: Element) {
  const [summary, ...rest] = split(node, (child) => child.tagName === 'summary')
  const title = summary ? [paragraph([strong(phrasing(state, summary))])] : []
  return [...title, ...state.toFlow(state.all({ ...node, children: rest }))] as BlockContent[]
}

/** Note, tip, caution: a quotation with its title. */
function aside(state: State, node: Element): Blockquote {
  const label = node.properties['ariaLabel']
  const title = typeof label === 'string' ? [paragraph([strong([{ type: 'text', value: label }])])] : []
  return { type: 'blockquote', children: [...title, ...state.toFlow(state.all(node))] as BlockContent[] }
}

/** One line for each term with what belongs to it. */
function dl(state: State, node: Element) {
  const parts = node.children
    .flatMap((child) => (isElement(child) && child.tagName === 'div' ? child.children : [child]))
    .filter(isElement)
  const items: ListItem[] = []
  for (const part of parts) {
    const words = phrasing(state, part)
    const line = items.at(-1)?.children[0] as Paragraph | undefined
    if (part.tagName === 'dd' && line)
      line.children.push({ type: 'text', value: line.children.length > 1 ? '; ' : ': ' }, ...words)
    else items.push({ type: 'listItem', spread: false, children: [paragraph([strong(words)])] })
  }
  return { type: 'list' as const, ordered: false, spread: false, children: items }
}

/** Bytes as they are: a command in the shell's fence, output in a bare one. */
function pre(state: State, node: Element): Code {
  const frame = defaultHandlers.pre(state, node)
  const command = /^(command|variables) /.test(node.properties['ariaLabel'] ?? '')
  const lang = command ? 'bash' : (frame.lang ?? null)
  return { type: 'code', lang, meta: null, value: textOf(node).replace(/\n$/, '') }
}

/** A cell is one line. */
function cell(state: State, node: Element) {
  return defaultHandlers.td(state, { ...node, children: inOneLine(node.children) })
}

const BLOCKS = ['div', 'p', 'ul', 'ol', 'li']

function inOneLine(children: readonly ElementContent[]): ElementContent[] {
  return children.flatMap((child, i): ElementContent[] => {
    if (!isElement(child)) return [child]
    if (child.tagName === 'br') return i < children.length - 1 ? [comma('; ')] : []
    if (!BLOCKS.includes(child.tagName)) return [child]
    const before = children[i - 1]
    const lead = before === undefined ? [] : [comma(isElement(before) && BLOCKS.includes(before.tagName) ? '; ' : ' ')]
    return [...lead, ...inOneLine(child.children)]
  })
}

function comma(value: string): ElementContent {
  return { type: 'text', value }
}

/** The content of an element as one line of text. */
function phrasing(state: State, node: Element): PhrasingContent[] {
  return state.all({ ...node, children: inOneLine(node.children) }) as PhrasingContent[]
}

function split(node: Element, first: (child: Element) => boolean): [Element | undefined, ...ElementContent[]] {
  const found = node.children.filter(isElement).find(first)
  return [found, ...node.children.filter((child) => child !== found)]
}

function isElement(node: ElementContent): node is Element {
  return node.type === 'element'
}

function paragraph(children: PhrasingContent[]): Paragraph {
  return { type: 'paragraph', children }
}

function strong(children: PhrasingContent[]): Strong {
  return { type: 'strong', children }
}
