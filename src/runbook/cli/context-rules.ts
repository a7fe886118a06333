import { refuseUnpermitted } from '../../kube-context/index.ts'
import { loadContextRules, type ContextRules } from '../../page/index.ts'
import { PreconditionError } from '../../shared/precondition-error.ts'
import type { Plan } from '../plan/plan.ts'
import type { ContextOptions } from './context-command.ts'

/**
 * How a page may run on a cluster of the user's own.
 * @throws PreconditionError when it may not, an option does not go with it, or a permission is missing
 */
export async function contextRules(root: string, plan: Plan, options: ContextOptions): Promise<ContextRules> {
  const { page } = plan.target
  const all = await loadContextRules(root)
  const rules = all.get(page.id)
  if (!rules)
    throw new PreconditionError(
      `${page.id} runs on throw-away clusters only. On a cluster of your own run: ${[...all.keys()].join(', ') || 'none'}`,
    )
  const { use } = rules
  if (use === 'read') {
    const given = Object.entries({
      '--yes-change': options.yesChange !== undefined,
      '--allow-break': options.allowBreak !== undefined,
      '--leave': options.leave,
      '--start-is-there': options.startIsThere,
    }).find(([, is]) => is)
    if (given) throw new PreconditionError(`${given[0]} is for pages that change a cluster; ${page.id} only reads`)
    return rules
  }
  const set = page.variables.filter(({ name, default: value }) => plan.values[name] !== value)
  if (set.length > 0)
    throw new PreconditionError(
      `--set ${set[0]!.name} cannot be combined with --context on ${page.id}: its plan is what the recorded run did, with the values of the page`,
    )
  if (options.startIsThere && plan.chain.length === 0)
    throw new PreconditionError(`--start-is-there: ${page.id} starts from nothing; leave it out`)
  if (options.istioNamespace !== 'istio-system')
    throw new PreconditionError(`--istio-namespace is for pages that read; ${page.id} names istio-system itself`)
  const { yesChange, allowBreak, dryRun, context } = options
  // A plan may be looked at by whoever may not carry it out.
  if (!dryRun) refuseUnpermitted(context, use, { change: yesChange, break: allowBreak, terminal: process.stdin.isTTY })
  return rules
}
