import { CannotRun } from '../../cannot-run.ts'
import type { Page } from '../../page/index.ts'
import { writeArchive } from './archive.ts'
import { rewritePages } from './built-pages.ts'
import { addClaims, claimsText, noClaims } from './claims.ts'
import { coverageText, writeFigures, writeSize } from './coverage.ts'
import { Gate } from './gate.ts'
import { writeTexts } from './machines.ts'
import { withPolicy } from './policy.ts'
import { withScrollable } from './scrollable.ts'
import { writeSearchIndex } from './search-index.ts'
import { address } from './site.ts'
import { trimStyles, withSheets } from './used-styles.ts'

/**
 * What comes after Astro: judges the pages that it wrote, completes them, and writes what is made from them.
 * @param out the built site
 * @throws CannotRun with every command that nothing proves, and every statement that rests on nothing
 */
export async function finish(out: string, runbooks: readonly Page[]): Promise<void> {
  const gate = new Gate(runbooks)
  const claims = noClaims()
  const sheets = await trimStyles(out)
  const pages = await rewritePages(out, (html, path) => {
    // All three that look get the same text, which is parsed once.
    const page = withScrollable(withSheets(html, sheets))
    gate.look(path, page)
    addClaims(claims, path, page)
    return withPolicy(page)
  })
  console.log(`Content-Security-Policy written into ${pages} pages`)
  const coverage = gate.coverage()
  if (coverage.unproven.length > 0)
    throw new CannotRun(`commands that nothing proves:\n  ${coverage.unproven.join('\n  ')}`)
  if (claims.bare.length > 0) throw new CannotRun(`statements that rest on nothing:\n  ${claims.bare.join('\n  ')}`)
  await writeFigures(out, { coverage: coverageText(coverage), claims: claimsText(claims) })
  // Pagefind is a process of its own.
  const [texts] = await Promise.all([writeTexts(out, address()), writeSearchIndex(out)])
  const size = await writeArchive(out, address())
  await writeSize(out, size)
  console.log(`${texts} pages as Markdown; all of it in one file of ${size} bytes`)
  console.log(claimsText(claims))
  console.log(coverageText(coverage))
}
