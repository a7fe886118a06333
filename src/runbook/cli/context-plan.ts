import {
  confirmByName,
  describePlan,
  inEveryNamespace,
  plannedChanges,
  refuseConflicts,
} from '../../kube-context/index.ts'
import { PreconditionError } from '../../shared/precondition-error.ts'
import type { Plan } from '../plan/plan.ts'
import type { ContextOptions, FoundCluster } from './context-command.ts'

/**
 * Holds what a changing page did in its recorded run against the cluster, prints the plan, and asks for the context's name.
 * @returns the names of the objects of the plan
 * @throws PreconditionError with what speaks against it, or when the name was not typed
 */
export async function planChange(
  root: string,
  { chain, target }: Plan,
  found: FoundCluster,
  use: 'change' | 'break',
  options: ContextOptions,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const { context, connection, uid, kubernetes, controlPlanes } = found
  if (uid === undefined)
    throw new PreconditionError(
      'this user may not read namespace kube-system, by which the cluster is known again: nothing was changed',
    )
  const made = options.startIsThere ? [] : chain
  const parts = [...made, target]
  const recorded = await plannedChanges(
    root,
    parts.map(({ page }) => ({ page, start: page !== target.page })),
  )
  const changes = await inEveryNamespace(connection, recorded)
  // Also of what is left out by --leave: after a failure it is run.
  const commands = parts.flatMap(({ page }) => page.steps.map(({ command }) => command))
  const lasting = parts.flatMap(({ script }) =>
    script.allowedLeftovers.map(({ object, reason }) => `${object}: ${reason}`),
  )
  const others = context.alsoKnownAs.length > 0 ? ` (also context ${context.alsoKnownAs.join(', ')})` : ''
  const istio = controlPlanes.map(
    ({ version, namespace, name }) => `${version ?? 'unknown version'} at ${namespace}/${name}`,
  )
  console.log(
    [
      `Plan: ${parts.map(({ page }) => page.id).join(', then ')}, on context ${context.name}`,
      `Cluster: ${context.server}${others}, Kubernetes ${kubernetes}, kube-system ${uid}`,
      `Istio there now: ${istio.join(', ') || 'none'}`,
      ...(options.startIsThere
        ? [`Start state: ${chain.map(({ page }) => page.id).join(', ')}, to be found there`]
        : []),
      ...(use === 'break' ? ['It breaks something on purpose, and repairs it.'] : []),
      ...describePlan(changes, lasting, options.leave),
    ].join('\n'),
  )
  await refuseConflicts(connection, changes, commands, controlPlanes)
  console.log('Nothing of this is in the way on the cluster, and this user has the rights for it.')
  if (options.dryRun) console.log('Nothing was run.')
  else if (options.yesChange === undefined)
    await confirmByName(context.name, { input: process.stdin, output: process.stdout }, signal)
  return new Set(changes.map(({ object }) => object))
}
