import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { attribute, textOf, type Element } from '../../shared/html.ts'
import { llmsFull, llmsIndex, withUnlisted, type Section, type TextPage } from './llms.ts'
import { pageAsMarkdown } from './page-to-markdown.ts'
import { markdownPath, type Address } from '../../shared/site.ts'

/**
 * A page as Markdown.
 * @param page its elements
 * @param path below the site, as in its address: `runbooks/install-canary/`
 * @param home address of the site
 */
export function textPage(page: readonly Element[], path: string, home: URL): TextPage {
  const main = page.find(({ tagName }) => tagName === 'main')
  if (!main) throw new Error(`${path || 'the first page'}: has no <main>`)
  const title = page.find(({ tagName }) => tagName === 'h1')
  const meta = page.find((element) => attribute(element, 'name') === 'description')
  return {
    title: title ? textOf(title).trim() : path,
    description: (meta && attribute(meta, 'content')) ?? '',
    url: new URL(markdownPath(path), home).href,
    markdown: pageAsMarkdown(main, new URL(path, home)),
  }
}

/**
 * Writes beside each page of a built site the same as Markdown, and all of it in `llms.txt` and `llms-full.txt`.
 * @param texts by the path of the page, in order
 * @param listed the sections of the site's navigation
 */
export async function writeTexts(
  directory: string,
  texts: ReadonlyMap<string, TextPage>,
  listed: readonly Section[],
  { site, base }: Address,
): Promise<void> {
  const sections = withUnlisted(listed, [...texts.keys()])
  await Promise.all([
    ...[...texts].map(([path, { markdown }]) => writeFile(join(directory, markdownPath(path)), markdown)),
    writeFile(join(directory, 'llms.txt'), llmsIndex(sections, texts, new URL(base, site).href)),
    writeFile(join(directory, 'llms-full.txt'), llmsFull(sections, texts)),
  ])
}
