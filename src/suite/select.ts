import { sha256 } from '../evidence/index.ts'

/** A runbook that may be run. */
export interface Candidate {
  id: string
  /** How long its recorded run took, start state not counted. */
  seconds: number
  /** Which of the newest commits changed it, the newest being 0; undefined: none of those that were looked at. */
  changedIn: number | undefined
}

/** Seconds of recorded runs that `npm test` is worth. */
export const BUDGET = 1200

/**
 * The runbooks to run when not all fit into the time: the core, whatever it takes; then those that were changed, the newest
 * change first; then the rest. What no longer fits is left out, and what is shorter may still be taken.
 * @param core ids that are always run
 * @param seed decides the order of what nothing else orders: the same seed, the same selection
 * @param budget seconds
 * @returns ids; all of them when all fit
 */
export function select(
  candidates: readonly Candidate[],
  core: readonly string[],
  seed: string,
  budget = BUDGET,
): Set<string> {
  const order = new Map(candidates.map(({ id }) => [id, sha256(`${seed} ${id}`)]))
  const inOrder = candidates.toSorted(
    (a, b) =>
      Number(core.includes(b.id)) - Number(core.includes(a.id)) ||
      (a.changedIn ?? Infinity) - (b.changedIn ?? Infinity) ||
      order.get(a.id)!.localeCompare(order.get(b.id)!),
  )
  const selected = new Set<string>()
  let left = budget
  for (const { id, seconds } of inOrder) {
    if (seconds > left && !core.includes(id)) continue
    selected.add(id)
    left -= seconds
  }
  return selected
}
