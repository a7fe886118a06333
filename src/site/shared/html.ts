import { parse, type DefaultTreeAdapterTypes } from 'parse5'

export type Node = DefaultTreeAdapterTypes.Node
export type Element = DefaultTreeAdapterTypes.Element

/** Every element of a page, in its order, with its place in the text. */
export function elementsOf(html: string): Element[] {
  return elements(parse(html, { sourceCodeLocationInfo: true }))
}

/** Every element below a node, in the order of the page, the node first if it is one; what is inside a template too. */
export function elements(node: Node): Element[] {
  const found: Element[] = []
  const look = (at: Node): void => {
    if ('tagName' in at) found.push(at)
    if ('childNodes' in at) at.childNodes.forEach(look)
    // Scripts inside a template run once it is cloned into the page.
    if ('content' in at) look(at.content)
  }
  look(node)
  return found
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
