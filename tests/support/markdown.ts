import type { Root } from 'mdast'
import remarkFrontmatter from 'remark-frontmatter'
import remarkParse from 'remark-parse'
import { unified } from 'unified'

const processor = unified().use(remarkParse).use(remarkFrontmatter).freeze()

/** Markdown as its readers see it: front matter apart, raw HTML as such. */
export function parseMarkdown(text: string): Root {
  return processor.parse(text)
}
