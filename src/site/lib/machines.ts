import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'parse5'
import { attribute, elements, textOf, type Element } from './html.ts'
import { llmsFull, llmsIndex, sectionsOf, withUnlisted, type TextPage } from './llms.ts'
import { pageAsMarkdown } from './markdown.ts'
import { markdownPath, type Address } from './site.ts'

/**
 * Writes beside each page of a built site the same as Markdown, and all of it in `llms.txt` and `llms-full.txt`.
 * @returns how many pages
 */
export async function writeTexts(directory: string, { site, base }: Address): Promise<number> {
  const home = new URL(base, site)
  const texts = new Map<string, TextPage>()
  let sidebar: Element | undefined
  const names = (await readdir(directory, { recursive: true })).filter((name) => /(^|[/\\])index\.html$/.test(name))
  // One after another: a thousand parsed at once would fill the memory.
  for (const name of names.sort()) {
    const path = name.replaceAll('\\', '/').slice(0, -'index.html'.length)
    const page = [...elements(parse(await readFile(join(directory, name), 'utf8')))]
    sidebar ??= page.find((element) => attribute(element, 'id') === 'starlight__sidebar')
    texts.set(path, textPage(page, path, home))
  }
  const sections = withUnlisted(sidebar ? sectionsOf(sidebar, base) : [], [...texts.keys()])
  await Promise.all([
    ...[...texts].map(([path, { markdown }]) => writeFile(join(directory, markdownPath(path)), markdown)),
    writeFile(join(directory, 'llms.txt'), llmsIndex(sections, texts, home.href)),
    writeFile(join(directory, 'llms-full.txt'), llmsFull(sections, texts)),
  ])
  return texts.size
}

function textPage(page: readonly Element[], path: string, home: URL): TextPage {
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
