import { listPages, loadPage } from '../../page/index.ts'
import { ROOT } from '../../root.ts'
import { builtPages, rewritePages } from './built-pages.ts'
import { megabytes } from './archive.ts'
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

/** Writes figures of the whole site where pages ask for them. @returns in how many pages that was */
export function writeFigures(directory: string, figures: Record<'coverage' | 'claims', string>): Promise<number> {
  return rewritePages(directory, (html) =>
    html
      .replace(/(<b data-coverage[^>]*>)[^<]*/g, `$1${figures.coverage}`)
      .replace(/(<b data-claims[^>]*>)[^<]*/g, `$1${figures.claims}`),
  )
}

/** Writes the size of the archive where pages lead to it. @param bytes of it. @returns in how many pages that was */
export function writeSize(directory: string, bytes: number): Promise<number> {
  return rewritePages(directory, (html) =>
    html.replace(/(<span data-archive-size[^>]*>)[^<]*/g, `$1, ${megabytes(bytes)},`),
  )
}
