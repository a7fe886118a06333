import { megabytes } from './archive.ts'
import type { Coverage } from './gate.ts'

/** "265 of 269 commands were run, 98.5%". */
export function coverageText({ run, notRun }: Coverage): string {
  return `${run} of ${run + notRun} commands were run, ${((100 * run) / (run + notRun)).toFixed(1)}%`
}

/** A page with the figures of the whole site where it asks for them. */
export function withFigures(html: string, figures: Record<'coverage' | 'claims', string>): string {
  return html
    .replace(/(<b data-coverage[^>]*>)[^<]*/g, `$1${figures.coverage}`)
    .replace(/(<b data-claims[^>]*>)[^<]*/g, `$1${figures.claims}`)
}

/** A page with the size of the archive where it leads to it. @param bytes of it */
export function withSize(html: string, bytes: number): string {
  return html.replace(/(<span data-archive-size[^>]*>)[^<]*/g, `$1, ${megabytes(bytes)},`)
}
