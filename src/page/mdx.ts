import type { Root, RootContent } from 'mdast'
import type {
  MdxJsxAttribute,
  MdxJsxAttributeValueExpression,
  MdxJsxFlowElement,
  MdxJsxTextElement,
} from 'mdast-util-mdx-jsx'
import remarkFrontmatter from 'remark-frontmatter'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { memoize } from '../shared/memoize.ts'

/** An element such as `<Step id="…">`, wherever it stands in the page. */
export type Element = MdxJsxFlowElement | MdxJsxTextElement

const processor = unified().use(remarkParse).use(remarkFrontmatter).use(remarkMdx).freeze()

/**
 * Parses MDX with its front matter. The same text is parsed once in a process, so the tree belongs to all who ask for it and
 * is not to be changed. Throws a VFileMessage with `line` and `reason`.
 */
export const parseMdx: (text: string) => Root = memoize((text: string) => processor.parse(text))

/** Every node of the tree, parents before children, in the order of the text. */
export function* walk(node: Root | RootContent): Generator<RootContent> {
  if (!('children' in node)) return
  for (const child of node.children) {
    yield child
    yield* walk(child)
  }
}

/** True for an element of that name. */
export function isElement(node: RootContent, name: string): node is Element {
  return (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') && node.name === name
}

/** The element's plain attributes; a bare one is `true`, an expression or spread is left out. */
export function attributes(element: Element): Map<string, string | true> {
  const plain = element.attributes.filter((a): a is MdxJsxAttribute => a.type === 'mdxJsxAttribute')
  return new Map(plain.flatMap(({ name, value }) => (isExpression(value) ? [] : [[name, value ?? true] as const])))
}

function isExpression(value: MdxJsxAttribute['value']): value is MdxJsxAttributeValueExpression {
  return typeof value === 'object' && value !== null
}

/** The line on which the node begins, counted from 1. */
export function lineOf(node: RootContent): number {
  return node.position?.start.line ?? 1
}

/** The text of a heading or paragraph without its marks. */
export function plainText(node: RootContent): string {
  if ('value' in node) return node.value
  return [...walk(node)].map((n) => ('value' in n ? n.value : '')).join('')
}
