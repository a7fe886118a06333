import type { PairedStep } from './pair.ts'

/**
 * The steps that take back what has run and is not yet taken back, for the newest change first.
 * @param ran the steps that ran, in order, whether they passed or not
 */
export function stepsToUndo(steps: readonly PairedStep[], ran: readonly PairedStep[]): PairedStep[] {
  const done = new Set(ran.map(({ step }) => step.id))
  const wanted = ran.toReversed().flatMap(({ step }) => step.undo.filter((id) => !done.has(id)))
  return [...new Set(wanted)].flatMap((id) => steps.filter(({ step }) => step.id === id))
}
