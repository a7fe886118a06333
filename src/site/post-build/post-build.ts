import { PreconditionError } from '../../shared/precondition-error.ts'
import { writeArchive } from './archive.ts'
import { mapPages, readPages, writePages, type Pages } from './built-pages.ts'
import { statementsText, sumStatements } from './statement-gate.ts'
import type { Content } from './content.ts'
import { coverageText, unrecordedOf, unrecordedText, withFigures, withSize } from './fill-figures.ts'
import { CommandGate } from './command-gate.ts'
import { elementsOf } from '../shared/html.ts'
import { sectionsOf } from './markdown/llms.ts'
import { writeTexts } from './markdown/write-texts.ts'
import { withPolicy } from './csp.ts'
import { readScriptImports, withoutEmptyScripts } from './empty-scripts.ts'
import { writeMovedPages } from './moved-pages.ts'
import type { PageCache } from './page-cache.ts'
import { addressOf, type PreparedPage } from './analyze-page.ts'
import { relativePage } from './relative-urls.ts'
import { searchIndex, writeSearchIndex } from './search-index.ts'
import { address } from '../shared/site.ts'
import { trimStyles, withStyleSheets } from './trim-css.ts'

/**
 * What comes after Astro: judges the pages that it wrote, completes them, and writes what is made from them.
 * @param out the built site
 * @param cache may hold some of the pages already
 * @throws PreconditionError with every command that nothing proves, and every statement that rests on nothing
 */
export async function postBuild(out: string, content: Content, cache: PageCache): Promise<void> {
  const built = await readPages(out)
  const trimmed = trimStyles(out, built.values())
  const figures = judge(prepareAll(built, cache), content)
  const filled = mapPages(built, (html) => withFigures(html, figures))
  const indexed = searchIndex(filled)
  const pages = prepareAll(filled, cache)
  const sheets = await trimmed
  const scripts = await readScriptImports(out)
  const complete = (html: string, { hashes }: PreparedPage) =>
    withoutEmptyScripts(withStyleSheets(withPolicy(html, hashes), sheets), scripts)
  const completed = mapPages(pages, (page) => complete(page.html, page))
  await writePages(out, completed, built)
  const texts = new Map([...pages].flatMap(([path, { text }]) => (text ? [[addressOf(path)!, text] as const] : [])))
  await writeTexts(out, texts, navigation(built.values()), address())
  await writeSearchIndex(out, await indexed)
  const sources = [...sheets.keys()].map((name) => `_astro/${name}`)
  const size = await writeArchive(out, address(), sources, (path, layout) => {
    const page = pages.get(path)!
    return complete(relativePage(page.html, page.urls, path, layout), page)
  })
  await writePages(
    out,
    mapPages(completed, (html) => withSize(html, size)),
    completed,
  )
  // Not in the archive: nobody has a link into a copy that has just been made.
  await writeMovedPages(out)
  console.log(`${pages.size} pages, ${texts.size} of them as Markdown; all in one file of ${size} bytes`)
  console.log(figures.statements)
  console.log(figures.coverage)
  if (figures.unrecorded !== undefined) console.log(figures.unrecorded)
}

function prepareAll(pages: Pages, cache: PageCache): Map<string, PreparedPage> {
  return mapPages(pages, (html, path) => cache.get({ path, html }))
}

/** The figures of the whole site, in words. */
function judge(pages: ReadonlyMap<string, PreparedPage>, { runbooks, recorded }: Content) {
  const gate = new CommandGate(runbooks)
  for (const [path, { commands }] of pages) gate.check(path, commands)
  const coverage = gate.coverage()
  const statements = sumStatements([...pages.values()].map((page) => page.statements))
  if (coverage.unproven.length > 0)
    throw new PreconditionError(`commands that nothing proves:\n  ${coverage.unproven.join('\n  ')}`)
  if (statements.unsourced.length > 0)
    throw new PreconditionError(`statements that rest on nothing:\n  ${statements.unsourced.join('\n  ')}`)
  const unrecorded = unrecordedOf(runbooks, recorded)
  return {
    coverage: coverageText(coverage, unrecorded),
    statements: statementsText(statements),
    unrecorded: unrecordedText(unrecorded),
  }
}

/** The sections of the site, from the first page that has them: they are the same on all. */
function navigation(pages: Iterable<string>) {
  for (const html of pages) {
    const sections = html.includes('starlight__sidebar') ? sectionsOf(elementsOf(html), address().base) : []
    if (sections.length > 0) return sections
  }
  return []
}
