import type { Element, ElementContent, Nodes, Root, Text } from 'hast'

/** Elements that a reader operates or that hold no text: they are left out. */
const ACTS = [
  'pg-wizard',
  'button',
  'dialog',
  'footer',
  'input',
  'nav',
  'noscript',
  'script',
  'select',
  'style',
  'svg',
  'template',
  'textarea',
]

/** Classes of elements that make sense on the page only: a link to itself, a label above the title, a legend of colors. */
const ON_SCREEN = ['sl-anchor-link', 'as-markdown', 'kind', 'failed-link', 'legend']

/** Elements in a line. Where style sheets hold two of them apart, a text needs a sign between them. */
const INLINE = ['a', 'b', 'code', 'em', 'i', 'mark', 'pg-script', 'small', 'span', 'strong', 'time']

/** Lines of captured output before and after which the rest is left out. */
const HEAD = 24
const TAIL = 12

/**
 * The tree without what only a browser can use, with absolute links, and with long output cut.
 * @param url of the page
 */
export function readable(tree: Root, url: URL): Nodes {
  const content = (node: ElementContent, within: readonly Element[]): ElementContent[] => {
    if (node.type !== 'element') return node.type === 'text' ? [node] : []
    if (!isShown(node)) return []
    // A part of the heading's text, not a link from the heading to itself.
    if (hasClass(node, 'step-number')) return node.children.filter(isText)
    const around = [...within, node]
    const found = node.children.flatMap((child) => content(child, around))
    const children = around.some(isExact) ? found : separated(found)
    const kept: Element = { ...node, properties: { ...node.properties, ...absolute(node, url) }, children }
    return node.tagName === 'pre' && around.some(holdsOutput) ? cut(kept, anchor(around, url)) : [kept]
  }
  return { type: 'root', children: tree.children.flatMap((child) => content(child as ElementContent, [])) }
}

function isShown(node: Element): boolean {
  const { hidden, ariaHidden, role } = node.properties
  if (ACTS.includes(node.tagName) || ON_SCREEN.some((name) => hasClass(node, name))) return false
  // Without a script all tabs of a set are shown.
  return (!hidden || role === 'tabpanel') && String(ariaHidden) !== 'true'
}

/** @returns true for an element that has this class */
function hasClass(node: Element, name: string): boolean {
  return Array.isArray(node.properties['className']) && node.properties['className'].includes(name)
}

/** The text of a node. */
export function textOf(node: Nodes): string {
  if (node.type === 'text') return node.value
  return 'children' in node ? node.children.map(textOf).join('') : ''
}

/** A link that works anywhere. What shows while one points at it has its own page. */
function absolute({ tagName, properties }: Element, url: URL): Element['properties'] {
  if (tagName !== 'a' || typeof properties['href'] !== 'string') return {}
  return { href: new URL(properties['href'], url).href, title: undefined }
}

/** Code, in which elements are colors or parts of a line and every character counts. */
function isExact({ tagName }: Element): boolean {
  return tagName === 'pre' || tagName === 'code'
}

function separated(children: ElementContent[]): ElementContent[] {
  return children.flatMap((child, i) => {
    const before = children[i - 1]
    const close =
      before && isInline(before) && isInline(child) && !/\s$/.test(textOf(before)) && !/^\s/.test(textOf(child))
    return close ? [text(' · '), child] : [child]
  })
}

function isText(node: ElementContent): node is Text {
  return node.type === 'text'
}

function isInline(node: ElementContent): boolean {
  return node.type === 'element' && INLINE.includes(node.tagName) && textOf(node) !== ''
}

function holdsOutput(node: Element): boolean {
  return hasClass(node, 'proof') || hasClass(node, 'excerpt-output')
}

/** Head and tail of long output, and where the whole stands. */
function cut(pre: Element, whole: string): ElementContent[] {
  const lines = textOf(pre).replace(/\n$/, '').split('\n')
  const left = lines.length - HEAD - TAIL
  if (left <= TAIL) return [pre]
  const shown = [...lines.slice(0, HEAD), `[… ${left} lines left out …]`, ...lines.slice(-TAIL)].join('\n')
  return [
    { ...pre, children: [element('code', {}, [text(shown)])] },
    element('p', {}, [element('a', { href: whole }, [text(`The whole output, ${lines.length} lines`)])]),
  ]
}

function anchor(around: readonly Element[], url: URL): string {
  const id = around.findLast((node) => node.properties['id'] !== undefined)?.properties['id']
  return id === undefined ? url.href : new URL(`#${id}`, url).href
}

function element(tagName: string, properties: Element['properties'], children: ElementContent[]): Element {
  return { type: 'element', tagName, properties, children }
}

function text(value: string): Text {
  return { type: 'text', value }
}
