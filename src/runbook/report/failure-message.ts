import { chalk } from 'zx'
import { sentenceOf } from '../../checks/index.ts'
import type { Failure } from '../run/result.ts'
import type { Plan } from '../plan/plan.ts'
import { meaningOf } from '../run/verdict.ts'

/** Lines of output that a failure shows. */
const TAIL = 20

/**
 * All that a person needs after a failed run, ending in what to type next.
 * @param kept the cluster, when it was kept
 * @param next what to say at the end, when it is not the next run on a cluster of this project
 */
export function describeFailure(failure: Failure, plan: Plan, kept: string | undefined, next?: string): string {
  const { at, record, reason, diagnosis } = failure
  const id = plan.target.page.id
  const lines = ['', chalk.red.bold(`FAILED  ${at ? `${at.page.id}#${at.step.id}` : id}`), `  why      ${reason}`]
  if (at) {
    lines.push(`  page     ${at.page.file}:${at.step.line}`)
    lines.push(`  on site  /runbooks/${at.page.id}/#step-${at.step.id}`)
    lines.push(`  proof    runbooks/${at.page.id}.ts`)
    lines.push(`  command  ${at.step.command.replaceAll('\n', '\n           ')}`)
  }
  if (record) {
    lines.push(`  exit     ${record.exitCode} (${meaningOf(record.exitCode)})`)
    const output = record.output.text.trimEnd().split('\n').slice(-TAIL)
    lines.push(`  output   ${output.join('\n           ') || '(none)'}`)
    for (const check of record.checks.filter((c) => !c.passed)) {
      lines.push(`  expected ${sentenceOf(check)}`, `  observed ${check.observed}`)
    }
  }
  for (const line of diagnosis) lines.push(`  cluster  ${line}`)
  lines.push('', next ?? nextCommand(failure, plan, kept))
  return lines.join('\n')
}

/** On a kept cluster what had run was taken back, so the runbook's first step fits it again; its start state is there. */
function nextCommand({ at, unreachable }: Failure, { target }: Plan, kept: string | undefined): string {
  const { id } = target.page
  if (kept !== undefined && unreachable !== undefined)
    return `Next: npm run cluster down ${kept}   (what had run was not undone: the cluster could not be reached)`
  const first = target.steps[0]?.step.id
  if (kept === undefined || !first || (at && at.page.id !== id))
    return `Next: npm run runbook ${id} -- --keep   (keeps the cluster for debugging)`
  return `Next: npm run runbook ${id} -- --from ${first}   (on the kept cluster ${kept}; what had run was undone)`
}
