import type { Scope } from '../evidence/index.ts'
import type { Plan } from './plan.ts'
import type { RunResult, Selection } from './run-result.ts'

/** How much of the runbook a run was about, and with which values. */
export function scopeOf({ target, values }: Plan, { from, only }: Selection, { steps, skipped }: RunResult): Scope {
  const ran = new Set(steps.map(({ id }) => id))
  const reason = [
    ...(from === undefined ? [] : [`--from ${from}`]),
    ...(only === undefined ? [] : [`--only ${only}`]),
    ...(skipped.length > 0 ? [`skipped: ${skipped.join(', ')}`] : []),
  ].join('; ')
  return {
    whole: reason === '',
    reason,
    notRun: target.page.steps.map(({ id }) => id).filter((id) => !ran.has(id)),
    setVariables: target.page.variables.filter((v) => values[v.name] !== v.default).map(({ name }) => name),
  }
}
