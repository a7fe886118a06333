import { loadPage } from '../../page/index.ts'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { makePlan } from '../plan/plan.ts'
import type { ReportFiles } from '../report/write-reports.ts'
import { runOnContext, type ContextOptions } from './context-command.ts'

/** What the command line says of a run, as far as it concerns a cluster of the user's own. */
export interface ContextArguments extends ReportFiles {
  toolchain: ContextOptions['toolchain']
  install: boolean
  set: Record<string, string>
  dryRun: boolean
  istioNamespace?: string
  yesChange?: string
  allowBreak?: string
  leave: boolean
  startIsThere: boolean
  /** The others are for throw-away clusters. */
  from?: string | undefined
  only?: string | undefined
  cluster: string | undefined
  istio?: string
  kubernetes?: string
  keep: boolean
  interactive: boolean
}

/** Istio's namespace where nobody names another one. */
const ISTIO_NAMESPACE = 'istio-system'

/** The variable of a page by which its commands find Istio's namespace. */
const NAMESPACE_VARIABLE = 'ISTIO_NAMESPACE'

/**
 * Runs a runbook on a cluster of the user's own, as the command line says.
 * @returns whether it passed; true when nothing was to be run
 * @throws PreconditionError for options of throw-away clusters, and all that `runOnContext` refuses
 */
export async function runWithContext(
  root: string,
  id: string,
  context: string,
  given: ContextArguments,
  signal: AbortSignal,
): Promise<boolean> {
  refuseForThrowAway(given)
  const { istioNamespace = ISTIO_NAMESPACE, yesChange, allowBreak, toolchain, install } = given
  const { json, junit, ticket, leave, startIsThere, dryRun } = given
  const { variables } = await loadPage(root, id)
  const named = variables.some(({ name }) => name === NAMESPACE_VARIABLE)
  if (given.set[NAMESPACE_VARIABLE] !== undefined)
    throw new PreconditionError(`--set ${NAMESPACE_VARIABLE}: with --context write --istio-namespace <name> instead`)
  if (!named && istioNamespace !== ISTIO_NAMESPACE)
    throw new PreconditionError(
      `--istio-namespace ${istioNamespace}: the commands of ${id} name ${ISTIO_NAMESPACE}; a page with the variable ${NAMESPACE_VARIABLE} takes another one`,
    )
  const set = named ? { ...given.set, [NAMESPACE_VARIABLE]: istioNamespace } : given.set
  const options: ContextOptions = {
    ...{ json, junit, ticket },
    ...{ context, istioNamespace, toolchain, install, yesChange, allowBreak, leave, startIsThere, dryRun },
  }
  return runOnContext(root, await makePlan(root, id, set), options, signal)
}

/** @throws PreconditionError for options that say something of a cluster of the user's own when none is named */
export function refuseWithoutContext({
  istioNamespace,
  yesChange,
  allowBreak,
  leave,
  startIsThere,
}: ContextArguments): void {
  const wrong = firstGiven({
    '--istio-namespace': istioNamespace,
    '--yes-change': yesChange,
    '--allow-break': allowBreak,
    '--leave': leave || undefined,
    '--start-is-there': startIsThere || undefined,
  })
  if (wrong) throw new PreconditionError(`${wrong} goes with --context <name>: which cluster is meant?`)
}

function refuseForThrowAway({ from, only, cluster, istio, kubernetes, keep, interactive }: ContextArguments): void {
  const wrong = firstGiven({
    '--from': from,
    '--only': only,
    '--cluster': cluster,
    '--istio': istio,
    '--kubernetes': kubernetes,
    '--keep': keep || undefined,
    '--interactive': interactive || undefined,
  })
  if (wrong) throw new PreconditionError(`${wrong} is for throw-away clusters and cannot be combined with --context`)
}

/** The name of the first option that was given. */
function firstGiven(options: Readonly<Record<string, unknown>>): string | undefined {
  return Object.entries(options).find(([, value]) => value !== undefined)?.[0]
}
