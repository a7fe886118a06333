import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import type { Nodes } from 'mdast'
import { parse } from 'parse5'
import { attribute, elements, textOf } from '../../src/site/shared/html.ts'
import { builds, expect, fileOf, filesOf, test } from '../support/site.ts'
import { parseMarkdown } from '../support/markdown.ts'
import { QUOTE } from '../support/hostile.ts'

const HACKED = /hacked/
/** What a terminal acts on, and what turns the direction of text. */
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]/

/** How each kind of file is read, and what in it is more than text although evidence wrote it. */
const readers: [path: RegExp, read: (text: string, page: Page) => string[] | Promise<string[]>][] = [
  [/\.html$/, markupInHtml],
  [/\.(xml|svg)$/, markupInXml],
  [/\.json$/, (text) => (JSON.parse(text) === undefined ? ['no JSON'] : [])],
  [/\.sh$/, commandsInScript],
  // Captured output, served as plain text.
  [/^evidence\/.*\.txt$/, () => []],
  [/\.(md|txt)$/, markupInMarkdown],
]

/** Pictures, and archives of what is looked at here. */
const BINARY = /\.(zip|png|ico)$/

test('hostile evidence is text in every file of the site, whatever its kind', async ({ page }) => {
  const found: string[] = []
  let hostile = 0
  for (const path of (await filesOf(builds.states)).filter((one) => !BINARY.test(one))) {
    const text = await readFile(fileOf(builds.states, path), 'utf8')
    const read = readers.find(([kind]) => kind.test(path))?.[1]
    if (!read) found.push(`${path}: no test knows how this kind of file is read; add it to readers or to BINARY`)
    else found.push(...(await read(text, page)).map((fault) => `${path}: ${fault}`))
    if (HACKED.test(text)) hostile++
    if (CONTROLS.test(text)) found.push(`${path}: a control character`)
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
    ...(node.type === 'html' ? [`HTML: ${node.value.slice(0, 80)}`] : []),
    ...('url' in node && /^\s*javascript:/i.test(node.url) ? [`a link to ${node.url}`] : []),
    ...('children' in node ? node.children.flatMap(walk) : []),
  ]
  return walk(parseMarkdown(text))
}

/** Evidence may stand in a script's comments only; the page's own commands are its author's. */
function commandsInScript(script: string): string[] {
  const lines = script.replaceAll(QUOTE.command, '').split('\n')
  return lines.filter((line) => HACKED.test(line) && !line.startsWith('#')).map((line) => `runs ${line}`)
}

const markup: [file: string, text: string][] = [
  ['x.html', '<p><img src=x></p>'],
  ['x.html', '<script>window.hacked = 1</script>'],
  ['x.html', '<p onclick="x">'],
  ['x.xml', '<a><script>window.hacked = 1</script></a>'],
  ['x.xml', '<a>\u0000</a>'],
  ['x.xml', '<a>&nbsp;</a>'],
  ['x.md', 'a <script>window.hacked = 1</script>'],
  ['x.md', '[hacked](javascript:window.hacked=1)'],
  ['x.sh', '# by\nwindow.hacked = 1'],
]
for (const [file, text] of markup) {
  test(`that test would see ${JSON.stringify(text)} in ${file}`, async ({ page }) => {
    const read = readers.find(([kind]) => kind.test(file))![1]
    expect(await read(text, page)).not.toEqual([])
  })
}
