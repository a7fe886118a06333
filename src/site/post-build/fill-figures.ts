import type { Page } from '../../page/index.ts'
import { megabytes } from './archive.ts'
import type { Coverage } from './command-gate.ts'

/** Different commands of steps of which no run is recorded, each with the first runbook that has it. */
export type Unrecorded = ReadonlyMap<string, string>

/** @param recorded the commands that recorded runs ran, word for word */
export function unrecordedOf(runbooks: readonly Page[], recorded: ReadonlySet<string>): Unrecorded {
  const steps = runbooks.flatMap(({ id, steps }) => steps.map(({ command }) => [command, id] as const))
  return new Map(steps.filter(([command]) => !recorded.has(command)).reverse())
}

/** "265 of 269 commands were run, 98.5%". */
export function coverageText({ run: steps, notRun }: Coverage, unrecorded: Unrecorded): string {
  const run = steps - unrecorded.size
  return `${run} of ${steps + notRun} commands were run, ${((100 * run) / (steps + notRun)).toFixed(1)}%`
}

/** Which runbooks have commands of which no run is recorded, as a sentence with what to do; undefined: none. */
export function unrecordedText(unrecorded: Unrecorded): string | undefined {
  if (unrecorded.size === 0) return undefined
  const runbooks = [...new Set(unrecorded.values())].sort()
  const have = unrecorded.size === 1 ? '1 command has' : `${unrecorded.size} commands have`
  return `${have} no recorded run, in ${runbooks.join(', ')}: npm run record -- --missing`
}

/** A page with the figures of the whole site where it asks for them. */
export function withFigures(html: string, figures: Record<'coverage' | 'statements', string>): string {
  return html
    .replace(/(<b data-coverage[^>]*>)[^<]*/g, `$1${figures.coverage}`)
    .replace(/(<b data-statements[^>]*>)[^<]*/g, `$1${figures.statements}`)
}

/** A page with the size of the archive where it leads to it. @param bytes of it */
export function withSize(html: string, bytes: number): string {
  return html.replace(/(<span data-archive-size[^>]*>)[^<]*/g, `$1, ${megabytes(bytes)},`)
}
