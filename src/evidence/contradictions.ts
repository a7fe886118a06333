import type { Page } from '../page/index.ts'
import { digestOf } from './digest.ts'
import { sha256 } from './sha256.ts'
import type { Evidence, StepRecord } from './schema.ts'

/**
 * What in evidence cannot be as it was written: bytes that miss their digest, results that contradict each other. The
 * first is the most exact; empty when there is nothing.
 */
export function edits(evidence: Evidence): string[] {
  const found = evidence.steps.flatMap(stepEdits)
  if (evidence.passed && evidence.steps.some(({ passed }) => !passed)) found.push('it passed, though a step did not')
  if (evidence.digest !== digestOf(evidence)) found.push('its digest does not fit the rest of the file')
  return found
}

function stepEdits({ id, command, sha256: digest, output, checks, passed }: StepRecord): string[] {
  const found: string[] = []
  if (sha256(command) !== digest) found.push(`step ${id}: the command does not fit its SHA-256`)
  // Of output that was cut only the digest is left of the whole.
  if (!output.truncated && sha256(output.text) !== output.sha256)
    found.push(`step ${id}: the output does not fit its SHA-256`)
  if (passed && checks.some((check) => !check.passed)) found.push(`step ${id}: it passed, though a check did not`)
  return found
}

/** Why evidence proves nothing of its runbook; undefined when it does. `npm run record` writes no such file. */
export function shortfall({ passed, scope, leftovers, steps, ownCluster }: Evidence): string | undefined {
  if (ownCluster) return 'is of a run on a cluster of somebody’s own'
  if (!passed) return 'is of a run that failed'
  if (!scope.whole) return `is of a part of the runbook (${scope.reason})`
  if (steps.length === 0) return 'has no steps'
  if (leftovers.compared === 0) return 'is of a run after which the cluster was not compared with its state before'
  if (leftovers.differences.length > 0) return `is of a run that left something behind: ${leftovers.differences[0]}`
  return undefined
}

/** What contradicts the page that the evidence says it is of, when their hashes are equal; undefined: nothing. */
export function mismatch({ steps, variables }: Evidence, page: Page): string | undefined {
  const [ran, wanted] = [steps, page.steps].map((list) => list.map(({ id }) => id).join(', '))
  if (ran !== wanted) return `has the steps ${ran || 'none'}, where ${page.file} has ${wanted}`
  const set = page.variables.find(({ name, default: value }) => variables[name] !== value)
  if (set) return `is of a run with ${set.name}=${variables[set.name] ?? ''}, where ${page.file} has ${set.default}`
  for (const [i, step] of page.steps.entries()) {
    const { command, exitCode } = steps[i]!
    if (command !== step.command) return `has another command at step ${step.id} than ${page.file}:${step.line}`
    const expected = step.expectedFailure?.exitCode ?? 0
    if (exitCode !== expected)
      return `says that step ${step.id} ended with ${exitCode}, where the page expects ${expected}`
  }
  return undefined
}
