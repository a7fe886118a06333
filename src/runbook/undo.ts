import type { PairedStep } from './pair.ts'

/**
 * The steps that take back what has run and is not yet taken back, in the order of the page: the only one that was
 * proven. A restart must not come before the label that it is to pick up.
 * @param ran the steps that ran, in order, whether they passed or not
 */
export function stepsToUndo(steps: readonly PairedStep[], ran: readonly PairedStep[]): PairedStep[] {
  const done = new Set(ran.map(({ step }) => step.id))
  const wanted = new Set(ran.flatMap(({ step }) => step.undo.filter((id) => !done.has(id))))
  return steps.filter(({ step }) => wanted.has(step.id))
}
