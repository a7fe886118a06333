import type { Evidence } from '../../evidence/index.ts'
import type { Runbook } from '../runbook/runbook.ts'

/** What the runs of all runbooks come to. */
export interface Sums {
  runbooks: number
  verified: number
  changed: number
  none: number
  /** Steps and checks of the recorded runs. */
  steps: number
  checks: number
  /** Milliseconds that the recorded runs took. */
  durationMs: number
  /** When the oldest of the recorded runs began, ISO 8601; undefined when nothing was recorded. */
  oldest: string | undefined
}

/** Adds up. A run that was recorded counts also when its page has changed since. */
export function sums(runbooks: readonly Pick<Runbook, 'proof'>[]): Sums {
  const count = (state: Runbook['proof']['state']) => runbooks.filter(({ proof }) => proof.state === state).length
  const recorded = runbooks.flatMap(({ proof }) => (proof.state === 'none' ? [] : [proof.evidence]))
  return {
    runbooks: runbooks.length,
    verified: count('verified'),
    changed: count('changed'),
    none: count('none'),
    steps: recorded.reduce((sum, { steps }) => sum + steps.length, 0),
    checks: recorded.reduce((sum, evidence) => sum + checksOf(evidence), 0),
    durationMs: recorded.reduce((sum, { durationMs }) => sum + durationMs, 0),
    oldest: recorded.map(({ startedAt }) => startedAt).sort()[0],
  }
}

/** How many checks a run made. */
export function checksOf({ steps }: Evidence): number {
  return steps.flatMap((step) => step.checks).length
}
