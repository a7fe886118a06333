import { toMarkdown } from 'mdast-util-to-markdown'
import { printable } from '../../../evidence/index.ts'
import { attribute, elements, textOf, type Element } from '../../shared/html.ts'
import { DESCRIPTION, TITLE } from '../../shared/site.ts'

/** A page as a machine may want it. */
export interface TextPage {
  title: string
  description: string
  /** Address of its Markdown. */
  url: string
  markdown: string
}

/** Pages that the site lists under one heading. */
export interface Section {
  title: string
  /** Paths below the base: `runbooks/install-canary/`. */
  paths: string[]
}

/** Where pages stand that are in no group. */
const REST = 'The rest'

/** The index of a site for language models, as llmstxt.org describes it. */
export function llmsIndex(sections: readonly Section[], pages: ReadonlyMap<string, TextPage>, home: string): string {
  const line = ({ title, description, url }: TextPage) => `- [${oneLine(title)}](${url}): ${oneLine(description)}`
  return [
    `# ${TITLE}`,
    `> ${DESCRIPTION} A page says when its commands were run, on which versions, what they printed and what was checked before and after.`,
    [
      'Every page is also available as Markdown: take its address, leave out the last slash, add `.md`.',
      `All of them in one file: [llms-full.txt](${home}llms-full.txt).`,
      `The last recorded run of each runbook, as a feed: [feed.xml](${home}feed.xml).`,
      'Only “Verified” means that the commands of a page, as they stand there, were run. “Changed since verified” and “Not verified yet” do not.',
    ].join(' '),
    ...sections.map(({ title, paths }) => `## ${title}\n\n${known(paths, pages).map(line).join('\n')}`),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}

/** All pages in the site's order, one after the other. */
export function llmsFull(sections: readonly Section[], pages: ReadonlyMap<string, TextPage>): string {
  const all = known([...new Set(sections.flatMap(({ paths }) => paths))], pages)
  return all.map(({ markdown }) => markdown.trimEnd()).join('\n\n---\n\n') + '\n'
}

/** The sections of the site, read from the navigation that each built page has, so that there is one order only. */
export function sectionsOf(page: readonly Element[], base: string): Section[] {
  const sidebar = page.find((element) => attribute(element, 'id') === 'starlight__sidebar')
  if (!sidebar) return []
  const sections: Section[] = []
  const alone: Section = { title: REST, paths: [] }
  for (const element of elements(sidebar)) {
    const labels = groupsAround(element)
    if (element.tagName === 'summary') sections.push({ title: labels.join(': '), paths: [] })
    const href = element.tagName === 'a' ? attribute(element, 'href') : undefined
    if (!href?.startsWith(base)) continue
    const section = labels.length > 0 ? sections.at(-1) : alone
    section?.paths.push(href.slice(base.length))
  }
  return [...sections, alone].filter(({ paths }) => paths.length > 0)
}

/** The sections with the pages that the navigation does not show: every page is in some section. */
export function withUnlisted(sections: readonly Section[], paths: readonly string[]): Section[] {
  const listed = new Set(sections.flatMap((section) => section.paths))
  const missing = paths.filter((path) => !listed.has(path))
  const rest = sections.find(({ title }) => title === REST)?.paths ?? []
  const all = { title: REST, paths: [...rest, ...missing] }
  return [...sections.filter(({ title }) => title !== REST), ...(all.paths.length > 0 ? [all] : [])]
}

/** The names of the groups that an element of the navigation stands in, the outermost first. */
function groupsAround(element: Element): string[] {
  const labels: string[] = []
  for (let at: Element['parentNode'] = element; at && 'tagName' in at; at = at.parentNode)
    if (at.tagName === 'details') labels.unshift(labelOf(at))
  return labels
}

function labelOf(group: Element): string {
  const summary = group.childNodes.find((child) => child.nodeName === 'summary')
  return summary ? textOf(summary).trim() : ''
}

function known(paths: readonly string[], pages: ReadonlyMap<string, TextPage>): TextPage[] {
  return paths.map((path) => pages.get(path)).filter((page) => page !== undefined)
}

/** Text in one line that Markdown takes for nothing else. */
function oneLine(text: string): string {
  const value = printable(Buffer.from(text.replace(/\s+/g, ' ').trim())).text
  return toMarkdown({ type: 'paragraph', children: [{ type: 'text', value }] }).trim()
}
