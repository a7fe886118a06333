import { megabytes } from './archive.ts'
import { rewritePages } from './built-pages.ts'
import type { Coverage } from './gate.ts'

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
