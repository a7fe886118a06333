import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import type { Nodes } from 'mdast'
import { parse } from 'parse5'
import { loadEvidence, printable, ticket, type Evidence } from '../../src/evidence/index.ts'
import { attribute, elements, textOf } from '../../src/site/shared/html.ts'
import { builds, expect, fileOf, filesOf, pagesOf, STATES_ROOT, test } from '../support/site.ts'
import { parseMarkdown } from '../support/markdown.ts'
import { QUOTE } from '../support/hostile.ts'

const HACKED = /hacked/
/** What a terminal acts on, and what turns the direction of text. */
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/

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

/** What an answer of the server has to be, beyond harmless: what was captured, to the last byte. */
const captured: [path: string, isWhole: (text: string, evidence: Evidence) => void][] = [
  ['evidence/hostile.json', (text, evidence) => expect(JSON.parse(text)).toEqual(evidence)],
  ['evidence/hostile/say.txt', (text, { steps }) => expect(text).toBe(steps[0]!.output.text)],
  ['runbooks/hostile.sh', (text, { steps }) => steps.forEach(({ command }) => expect(text).toContain(command))],
  ['runbooks/hostile.md', (text) => expect(text).toContain('<img src=x onerror="window.hacked = 1">')],
]
for (const [path, isWhole] of captured) {
  test(`/${path} gives hostile evidence as it was captured, and as a kind that no browser runs`, async ({
    page,
    sites,
  }) => {
    const response = await page.request.get(`${sites.states}${path}`)
    expect(response.headers()['content-type']).not.toMatch(/html|svg/)
    isWhole(await response.text(), (await loadEvidence(STATES_ROOT, 'hostile'))!)
  })
}

test('hostile evidence does nothing on any page, whatever is opened there', async ({ page, sites, violations }) => {
  for (const path of [...(await pagesOf(builds.states)), 'evidence/hostile/say.txt']) {
    await page.goto(`${sites.states}${path}`)
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)))
    expect(await page.locator('img[src="x"]').count(), path).toBe(0)
    expect(await page.evaluate(() => 'hacked' in window), path).toBe(false)
    expect(violations, path).toEqual([])
  }
})

test('output, ticket and report of a runbook page show hostile evidence as text', async ({ page, sites }) => {
  const evidence = (await loadEvidence(STATES_ROOT, 'hostile'))!
  await page.goto(`${sites.states}runbooks/hostile/`)
  const output = await page.locator('.proof pre').first().textContent()
  expect(output).toBe(evidence.steps[0]!.output.text)
  expect(output).toContain('<img src=x onerror="window.hacked = 1">')
  expect(output).toContain('</code></pre></script><script>window.hacked = 1</script>')
  expect(output).toContain('\\x1b[2J \\x00 \\u202e')
  const text = await page.locator('#ticket .command code').textContent()
  expect(text).toBe(printable(Buffer.from(ticket(evidence))).text)
  expect(text).not.toMatch(/[\0\x1b\u202e]/)
  await expect(page.locator('#it-failed .command code')).toContainText('Runbook:  hostile')
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
  return [...walk(parseMarkdown(text)), ...unescaped(text)]
}

/** What another reader of Markdown may take for markup although the standard does not, such as a tag that never ends. */
function unescaped(text: string): string[] {
  const outsideCode = text.replace(/^(`{3,}).*\n[^]*?^\1$/gm, '').replace(/(?<![`\\])(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '')
  return (outsideCode.match(/(?<!\\)<(?!http)[a-z!/].{0,80}/gi) ?? []).map((tag) => `not escaped: ${tag}`)
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
  ['x.md', 'a <img src=x'],
  ['x.sh', '# by\nwindow.hacked = 1'],
]
for (const [file, text] of markup) {
  test(`that test would see ${JSON.stringify(text)} in ${file}`, async ({ page }) => {
    const read = readers.find(([kind]) => kind.test(file))![1]
    expect(await read(text, page)).not.toEqual([])
  })
}
