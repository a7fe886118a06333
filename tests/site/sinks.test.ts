import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Nodes } from 'mdast'
import { parse } from 'parse5'
import { parseMarkdown } from '../support/markdown.ts'
import { attribute, elements, textOf } from '../../src/site/lib/html.ts'
import { builds, expect, test } from '../support/site.ts'

const HACKED = /hacked/

/** How each kind of file is read, and what in it is more than text although evidence wrote it. */
const readers: Record<string, (text: string, page: Page) => string[] | Promise<string[]>> = {
  '.html': markupInHtml,
  '.xml': markupInXml,
  '.svg': markupInXml,
  '.json': (text) => (JSON.parse(text) === undefined ? ['no JSON'] : []),
  '.md': markupInMarkdown,
  '.txt': markupInMarkdown,
}

/** Written by the bundler and Pagefind, which read pages that are looked at here; the search shows its hits as text. */
const BINARY = /^_astro\/|^pagefind\/|\.(gz|zip|png|ico|webmanifest)$/

test('hostile evidence is text in every file of the site, whatever its kind', async ({ page }) => {
  const { directory } = builds.states
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((one) => one.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1))
  const found: string[] = []
  let hostile = 0
  for (const path of paths.filter((one) => !BINARY.test(one)).sort()) {
    const text = await readFile(join(directory, path), 'utf8')
    const reader = readers[extname(path)]
    if (!reader) found.push(`${path}: no test knows how this kind of file is read; add it to readers or to BINARY`)
    else found.push(...(await reader(text, page)).map((fault) => `${path}: ${fault}`))
    if (HACKED.test(text)) hostile++
    if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]/.test(text))
      found.push(`${path}: a character that is no text`)
  }
  expect(found).toEqual([])
  expect(hostile).toBeGreaterThan(0)
})

function markupInHtml(html: string): string[] {
  return [...elements(parse(html))].flatMap((element) => {
    const script = element.tagName === 'script' && !/json/.test(attribute(element, 'type') ?? '')
    if (script && HACKED.test(textOf(element))) return ['a script']
    if (element.tagName === 'img' && attribute(element, 'src') === 'x') return ['an image']
    return element.attrs
      .filter(({ name, value }) => name.startsWith('on') || /^\s*javascript:/i.test(value))
      .map(({ name, value }) => `${element.tagName} with ${name}=${value.slice(0, 60)}`)
  })
}

/** A feed reader is stricter than a browser: one wrong byte, and there is no feed. */
async function markupInXml(xml: string, page: Page): Promise<string[]> {
  return page.evaluate((text) => {
    const { documentElement } = new DOMParser().parseFromString(text, 'application/xml')
    const all = [documentElement, ...documentElement.querySelectorAll('*')]
    return all
      .filter((one) => ['parsererror', 'img', 'script', 'Step', 'code'].includes(one.localName))
      .map((one) => `${one.localName}: ${one.textContent.slice(0, 200)}`)
  }, xml)
}

function markupInMarkdown(text: string): string[] {
  const walk = (node: Nodes): string[] => [
    ...(node.type === 'html' && HACKED.test(node.value) ? [`HTML: ${node.value.slice(0, 80)}`] : []),
    ...('url' in node && /^\s*javascript:/i.test(node.url) ? [`a link to ${node.url}`] : []),
    ...('children' in node ? node.children.flatMap(walk) : []),
  ]
  return walk(parseMarkdown(text))
}

const markup: [extension: string, text: string][] = [
  ['.html', '<p><img src=x></p>'],
  ['.html', '<script>window.hacked = 1</script>'],
  ['.html', '<p onclick="x">'],
  ['.xml', '<a><script>window.hacked = 1</script></a>'],
  ['.xml', '<a>\u0000</a>'],
  ['.xml', '<a>&nbsp;</a>'],
  ['.md', 'a <script>window.hacked = 1</script>'],
  ['.md', '[hacked](javascript:window.hacked=1)'],
]
for (const [extension, text] of markup) {
  test(`that test would see ${JSON.stringify(text)} in a ${extension} file`, async ({ page }) => {
    expect(await readers[extension]!(text, page)).not.toEqual([])
  })
}
