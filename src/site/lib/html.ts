import { parse, type DefaultTreeAdapterTypes } from 'parse5'

export type Node = DefaultTreeAdapterTypes.Node
export type Element = DefaultTreeAdapterTypes.Element

let last: { html: string; document: Node } | undefined

/** The parsed page. What looks at one page after the other shares the work. */
export function documentOf(html: string): Node {
  if (last?.html !== html) last = { html, document: parse(html) }
  return last.document
}

/** Every element below a node, in the order of the page; what is inside a template too. */
export function* elements(node: Node): Generator<Element> {
  if ('tagName' in node) yield node
  if ('childNodes' in node) for (const child of node.childNodes) yield* elements(child)
  // Scripts inside a template run once it is cloned into the page.
  if ('content' in node) yield* elements(node.content)
}

/** The text of a node and all below it. */
export function textOf(node: Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

/** The value of an attribute; undefined when the element has none of that name. */
export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((attr) => attr.name === name)?.value
}

/** The element itself and those around it, the nearest first. */
export function* around(element: Element): Generator<Element> {
  for (let at: Node | null = element; at; at = 'parentNode' in at ? at.parentNode : null) if ('tagName' in at) yield at
}
