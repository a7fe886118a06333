import type { Step } from './types.ts'

/** A fault of one step in its place among the others. */
export interface StepFault {
  step: Step
  text: string
}

/**
 * Checks that every change can be taken back: each changing step names a step that undoes it (or undoes another
 * itself), and "Clean up" is made of such steps, those for the newest changes first.
 */
export function undoFaults(steps: readonly Step[]): StepFault[] {
  const position = new Map(steps.map((s, i) => [s.id, i]))
  const undoes = new Map<string, number>()
  const faults: StepFault[] = []
  for (const [i, step] of steps.entries()) {
    for (const id of step.undo) {
      const at = position.get(id)
      if (at === undefined) faults.push({ step, text: `undo names ${id}, which is no step of this page` })
      else if (at <= i) faults.push({ step, text: `undo names ${id}, which comes before it` })
      undoes.set(id, i)
    }
  }
  for (const step of steps) {
    if (!step.readOnly && !step.expectedFailure && step.undo.length === 0 && !undoes.has(step.id)) {
      faults.push({ step, text: 'undo is missing: name the step that takes this change back' })
    }
  }
  return [...faults, ...cleanupFaults(steps, undoes)]
}

function cleanupFaults(steps: readonly Step[], undoes: ReadonlyMap<string, number>): StepFault[] {
  const faults: StepFault[] = []
  let newest = Infinity
  for (const step of steps.filter((s) => s.cleanup && !s.readOnly)) {
    const taken = undoes.get(step.id)
    if (taken === undefined) faults.push({ step, text: 'is under "Clean up" but no step names it as its undo' })
    else if (taken > newest) faults.push({ step, text: '"Clean up" takes back the newest change first: move it up' })
    newest = taken ?? newest
  }
  return faults
}
