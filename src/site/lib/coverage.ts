import { listPages, loadPage } from '../../page/index.ts'
import { ROOT } from '../../root.ts'
import { builtPages, rewritePages } from './built-pages.ts'
import { coverage, type Coverage } from './gate.ts'

/** The commands of a built site, judged against the runbooks of this project. */
export async function coverageOf(directory: string): Promise<Coverage> {
  const runbooks = await Promise.all((await listPages(ROOT)).map((id) => loadPage(ROOT, id)))
  return coverage(await builtPages(directory), runbooks)
}

/** "265 of 269 commands were run, 98.5 %". */
export function coverageText({ run, notRun }: Coverage): string {
  return `${run} of ${run + notRun} commands were run, ${((100 * run) / (run + notRun)).toFixed(1)} %`
}

/** Writes it where pages ask for it. @returns in how many pages that was */
export function writeCoverage(directory: string, coverage: Coverage): Promise<number> {
  const text = coverageText(coverage)
  return rewritePages(directory, (html) => html.replace(/(<b data-coverage[^>]*>)[^<]*/g, `$1${text}`))
}
