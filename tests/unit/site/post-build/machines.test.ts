import { expect, test } from '@playwright/test'
import { parse } from 'parse5'
import { SCHEMA, withDigest, xmlText, type Evidence } from '../../../../src/evidence/index.ts'
import { atom } from '../../../../src/site/status/feed.ts'
import { elements, elementsOf } from '../../../../src/site/shared/html.ts'
import {
  llmsFull,
  llmsIndex,
  sectionsOf,
  withUnlisted,
  type TextPage,
} from '../../../../src/site/post-build/markdown/llms.ts'
import { pageAsMarkdown } from '../../../../src/site/post-build/markdown/page-to-markdown.ts'
import { HOSTILE } from '../../../support/hostile.ts'

/** The body of a page as Markdown, without the line that says where it comes from. */
function markdown(html: string): string {
  const main = elements(parse(`<main>${html}</main>`)).find(({ tagName }) => tagName === 'main')!
  return pageAsMarkdown(main, new URL('https://site.example/base/runbooks/a/')).trimEnd()
}

const cases: [name: string, html: string, text: string][] = [
  [
    'a page says where it comes from',
    '<h1>T</h1><p>x</p>',
    '# T\n\nSource: <https://site.example/base/runbooks/a/>\n\nx',
  ],
  ['links live anywhere', '<p><a href="/base/x/#y" title="t">z</a></p>', '[z](https://site.example/base/x/#y)'],
  [
    'a command is in a fence of bash',
    '<pre aria-label="command of step 1, a"><code>a \\\n  b\n</code></pre>',
    '```bash\na \\\n  b\n```',
  ],
  [
    'a command in color is its text',
    '<pre aria-label="command of step 1, a"><code>a <span class="word"><span class="tok-value">"</span><span class="tok-variable">$B</span><span class="tok-value">"</span></span> <span class="tok-keyword">|</span><span> c</span></code></pre>',
    '```bash\na "$B" | c\n```',
  ],
  [
    'output is in a bare fence, with its blanks',
    '<pre aria-label="captured output of a"><code>  a\t b </code></pre>',
    '```\n  a\t b \n```',
  ],
  ['a fence is longer than any in it', '<pre><code>```\nx\n```</code></pre>', '````\n```\nx\n```\n````'],
  ['what is folded is open', '<details><summary>S</summary><p>x</p></details>', '**S**\n\nx'],
  [
    'buttons, fields and pictures are left out',
    '<p>a<button>Copy</button><input value="v"><svg><text>s</text></svg></p>',
    'a',
  ],
  ['what waits for a script is left out', '<p hidden>a</p><p>b</p>', 'b'],
  ['tabs stand one below the other', '<div role="tabpanel" hidden><p>a</p></div>', 'a'],
  [
    'a step with a heading keeps that one',
    '<section class="step" aria-label="Step 1: a"><h3><a class="step-number" href="#a">Step 1</a> <b>a</b></h3></section>',
    '### Step 1 **a**',
  ],
  ['a fence keeps its language', '<pre><code class="language-yaml">a: b</code></pre>', '```yaml\na: b\n```'],
  ['a note keeps its title', '<aside aria-label="T"><p aria-hidden="true">T</p><p>x</p></aside>', '> **T**\n>\n> x'],
  ['terms stand in one line each', '<dl><dt>a</dt><dd>b</dd><dd>c <div>d</div></dd></dl>', '- **a**: b; c d'],
  ['neighbours are held apart', '<p><b>a</b><span>b</span><time> c</time></p>', '**a** · b c'],
  [
    'a cell is one line',
    '<table><thead><tr><th>h</th></tr></thead><tbody><tr><td>a<br>b<p>c|d</p></td></tr></tbody></table>',
    '| h |\n| - |\n| a; b c\\|d |',
  ],
]
for (const [name, html, text] of cases) test(`pageAsMarkdown: ${name}`, () => expect(markdown(html)).toBe(text))

test('pageAsMarkdown cuts long output in the middle, and leads to the whole', () => {
  const lines = Array.from({ length: 100 }, (_, i) => `line ${i + 1}`).join('\n')
  const text = markdown(
    `<section id="step-a"><details class="proof"><pre><code>${lines}</code></pre></details></section>`,
  )
  expect(text).toContain('line 24\n[… 64 lines left out …]\nline 89\n')
  expect(text).toContain('[The whole output, 100 lines](https://site.example/base/runbooks/a/#step-a)')
  expect(markdown(`<pre><code>${lines}</code></pre>`)).toContain('line 50\n')
})

test('pageAsMarkdown keeps hostile text as text', () => {
  const escaped = HOSTILE.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const text = markdown(`<p>${escaped}</p><ul><li><b>${escaped}</b></li></ul>`)
  // A reader of Markdown takes an unescaped < before a letter, ! or / for the start of a tag.
  expect(text).not.toMatch(/(?<!\\)<[a-z!/]/i)
  expect(text).not.toMatch(/[\0\x1b\u202e]/)
  const fence = markdown(`<pre><code>${'```\n'.repeat(3)}${escaped}</code></pre>`)
  // Longer than any row of backticks in it.
  expect(fence).toMatch(/^(`{5,})\n[^]*\n\1$/)
  expect(fence).not.toMatch(/[\0\x1b\u202e]/)
})

const page = (title: string): TextPage => ({
  title,
  description: `About [${title}]`,
  url: `https://site.example/${title}.md`,
  markdown: `# ${title}\n`,
})
const pages = new Map(['a/', 'b/', 'c/'].map((path) => [path, page(path.slice(0, 1))]))
const SIDEBAR = `<ul id="starlight__sidebar"><li><a href="/base/a/">A</a></li><li><details><summary>Group</summary><ul><li><details><summary>Inner</summary><a href="/base/b/">B</a></details></li></ul></details></li></ul>`

test('llmsIndex has the sections of the navigation and every page', () => {
  const sections = withUnlisted(sectionsOf(elementsOf(SIDEBAR), '/base/'), [...pages.keys()])
  expect(sections).toEqual([
    { title: 'Group: Inner', paths: ['b/'] },
    { title: 'The rest', paths: ['a/', 'c/'] },
  ])
  const index = llmsIndex(sections, pages, 'https://site.example/base/')
  expect(index).toMatch(
    /^# Proving Ground\n\n> .+\n\n.+\n\n## Group: Inner\n\n- \[b\]\(https:\/\/site\.example\/b\.md\): About \\\[b\]\n\n## The rest\n\n- /,
  )
  expect(llmsFull(sections, pages)).toBe('# b\n\n---\n\n# a\n\n---\n\n# c\n')
})

const evidence = (text: string): Evidence =>
  withDigest({
    schema: SCHEMA,
    runbook: text,
    proofHash: 'f',
    commit: null,
    scope: { whole: true, reason: '', notRun: [], setVariables: [] },
    variables: {},
    versions: { istio: text, kubernetes: text, kind: text, envoy: text, toolchain: 'source' },
    platform: text,
    startedAt: '2026-11-01T12:00:00.000Z',
    durationMs: 4200,
    startState: [],
    passed: true,
    steps: [],
    traffic: [{ route: text, requests: 3, failures: 0, firstFailures: [], fromStep: 'a', toStep: 'a' }],
    leftovers: { compared: 3, differences: [], allowed: [] },
  })

test('xmlText has neither markup nor characters that XML does not allow', () => {
  expect(xmlText(`<a b="c">&\u0000\u001b\uffff</a>`)).toBe('&lt;a b=&quot;c&quot;&gt;&amp;\\x00\\x1b\ufffd&lt;/a&gt;')
  expect(xmlText(HOSTILE)).not.toMatch(/[<>\0\x1b\u202e]|&(?!(amp|lt|gt|quot);)/)
})

test('atom gives the same feed until something is recorded anew', () => {
  const runs = [
    { title: 'A', url: 'https://site.example/runbooks/a/', state: 'verified' as const, evidence: evidence('x') },
    {
      title: 'B',
      url: 'https://site.example/runbooks/b/',
      state: 'changed' as const,
      evidence: { ...evidence('x'), startedAt: '2026-11-02T12:00:00.000Z' },
    },
  ]
  const feed = atom(runs, 'https://site.example/')
  expect(atom([...runs].reverse(), 'https://site.example/')).toBe(feed)
  expect([...feed.matchAll(/<entry>\n<title>(.)/g)].map(([, title]) => title)).toEqual(['B', 'A'])
  expect(feed).toContain('<id>https://site.example/runbooks/a/#run-2026-11-01T12:00:00.000Z</id>')
  expect(feed).toContain('<updated>2026-11-02T12:00:00.000Z</updated>\n<author>')
})
