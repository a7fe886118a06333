import { PreconditionError } from '../../shared/precondition-error.ts'
import { writeArchive } from './archive.ts'
import { mapPages, readPages, writePages, type Pages } from './built-pages.ts'
import { claimsText, sumOf } from './claims.ts'
import type { Content } from './content.ts'
import { coverageText, unrecordedOf, unrecordedText, withFigures, withSize } from './coverage.ts'
import { Gate } from './gate.ts'
import { elementsOf } from './html.ts'
import { sectionsOf } from './llms.ts'
import { writeTexts } from './machines.ts'
import { withPolicy } from './policy.ts'
import type { Preparation } from './preparation.ts'
import { addressOf, type PreparedPage } from './prepare-page.ts'
import { relativePage } from './relative.ts'
import { searchIndex, writeSearchIndex } from './search-index.ts'
import { address } from './site.ts'
import { trimStyles, withSheets } from './used-styles.ts'

/**
 * What comes after Astro: judges the pages that it wrote, completes them, and writes what is made from them.
 * @param out the built site
 * @param preparation may have begun with some pages
 * @throws PreconditionError with every command that nothing proves, and every statement that rests on nothing
 */
export async function finish(out: string, content: Content, preparation: Preparation): Promise<void> {
  const built = await readPages(out)
  const trimmed = trimStyles(out, built.values())
  const figures = judge(prepareAll(built, preparation), content)
  const filled = mapPages(built, (html) => withFigures(html, figures))
  const indexed = searchIndex(filled)
  const pages = prepareAll(filled, preparation)
  const sheets = await trimmed
  const complete = (html: string, { hashes }: PreparedPage) => withSheets(withPolicy(html, hashes), sheets)
  const completed = mapPages(pages, (page) => complete(page.html, page))
  await writePages(out, completed, built)
  const texts = new Map([...pages].flatMap(([path, { text }]) => (text ? [[addressOf(path)!, text] as const] : [])))
  await writeTexts(out, texts, navigation(built.values()), address())
  await writeSearchIndex(out, await indexed)
  const sources = [...sheets.keys()].map((name) => `_astro/${name}`)
  const size = await writeArchive(out, address(), sources, (path, layout) => {
    const page = pages.get(path)!
    return complete(relativePage(page.html, page.places, path, layout), page)
  })
  await writePages(
    out,
    mapPages(completed, (html) => withSize(html, size)),
    completed,
  )
  console.log(`${pages.size} pages, ${texts.size} of them as Markdown; all in one file of ${size} bytes`)
  console.log(figures.claims)
  console.log(figures.coverage)
  if (figures.unrecorded !== undefined) console.log(figures.unrecorded)
}

function prepareAll(pages: Pages, preparation: Preparation): Map<string, PreparedPage> {
  return mapPages(pages, (html, path) => preparation.of({ path, html }))
}

/** The figures of the whole site, in words. */
function judge(pages: ReadonlyMap<string, PreparedPage>, { runbooks, recorded }: Content) {
  const gate = new Gate(runbooks)
  for (const [path, { commands }] of pages) gate.look(path, commands)
  const coverage = gate.coverage()
  const claims = sumOf([...pages.values()].map((page) => page.claims))
  if (coverage.unproven.length > 0)
    throw new PreconditionError(`commands that nothing proves:\n  ${coverage.unproven.join('\n  ')}`)
  if (claims.bare.length > 0)
    throw new PreconditionError(`statements that rest on nothing:\n  ${claims.bare.join('\n  ')}`)
  const unrecorded = unrecordedOf(runbooks, recorded)
  return {
    coverage: coverageText(coverage, unrecorded),
    claims: claimsText(claims),
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
