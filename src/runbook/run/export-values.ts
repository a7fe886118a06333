import { exportBlock, type Page } from '../../page/index.ts'
import type { StepEnvironment } from './run-step.ts'

/**
 * Sources a page's export block, as a reader would paste it first.
 * @param values of the page's variables; the page's own where one is missing
 * @returns why bash refused it; undefined: it did not
 */
export async function exportValues(
  { variables, file }: Page,
  values: Readonly<Record<string, string>>,
  { shell, signal }: StepEnvironment,
): Promise<string | undefined> {
  const block = exportBlock(variables, values)
  if (block === '') return undefined
  const { exit } = await shell.run(block, { deadlineMs: 10_000, signal, onText: () => undefined })
  return exit === 0 ? undefined : `${file}: bash refused the export block of the variables`
}
