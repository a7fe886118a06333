import type { Element, ElementContent, Nodes, Root } from 'hast'
import { fromParse5 } from 'hast-util-from-parse5'
import { toMdast } from 'hast-util-to-mdast'
import { gfmStrikethroughToMarkdown } from 'mdast-util-gfm-strikethrough'
import { gfmTableToMarkdown } from 'mdast-util-gfm-table'
import { toMarkdown } from 'mdast-util-to-markdown'
import type { DefaultTreeAdapterTypes } from 'parse5'
import { printable } from '../../../evidence/index.ts'
import { handlers } from './handlers.ts'
import { readable } from './strip-page.ts'

/**
 * A page as Markdown, taken from the built page itself so that the two cannot disagree: what a browser shows of `main`,
 * without what needs a browser.
 * @param main the element of the built page that holds its content
 * @param url of the page; links become absolute, so that they live wherever the text is pasted
 */
export function pageAsMarkdown(main: DefaultTreeAdapterTypes.Element, url: URL): string {
  const shown = readable(fromParse5(main) as Root, url)
  const tree = toMdast(withSource(shown, url), { handlers })
  const text = toMarkdown(tree, {
    bullet: '-',
    rule: '-',
    emphasis: '_',
    extensions: [gfmStrikethroughToMarkdown(), gfmTableToMarkdown({ tablePipeAlign: false })],
  })
  // Pasted into a terminal, an escape sequence would act.
  return printable(Buffer.from(text)).text
}

/** The page says below its title where it comes from. */
function withSource(main: Nodes, url: URL): Root {
  const source: Element = {
    type: 'element',
    tagName: 'p',
    properties: {},
    children: [
      { type: 'text', value: 'Source: ' },
      { type: 'element', tagName: 'a', properties: { href: url.href }, children: [{ type: 'text', value: url.href }] },
    ],
  }
  const add = (node: ElementContent): ElementContent[] => {
    if (node.type !== 'element') return [node]
    if (node.tagName === 'h1') return [node, source]
    return [{ ...node, children: node.children.flatMap(add) }]
  }
  const children = 'children' in main ? (main.children as ElementContent[]) : []
  return { type: 'root', children: children.flatMap(add) }
}
