import { parseObject } from '../../kube-context/index.ts'
import type { ContextUse } from '../../page/index.ts'
import type { PairedStep } from '../plan/plan.ts'

/** How a run treats a cluster of the user's own. */
export interface OwnCluster {
  /** The name of its context in the user's kubeconfig. */
  context: string
  /** Of namespace `kube-system`; undefined: this user may not read it. */
  uid: string | undefined
  use: ContextUse
  /** By step: why its exit code and checks are of the course's example, so that it is shown and not compared. */
  example: ReadonlyMap<string, string>
  /** Called before each command that changes something. @throws Error when nothing more may be changed */
  guard: () => Promise<void>
  /** True: the start state is there; its checks are tried, its commands are not run, and it is not taken back. */
  startIsThere: boolean
  /** True: the clean-up is left out, and what was made stays. */
  leave: boolean
  /** The names of the objects that the plan creates, changes or deletes. */
  planned: ReadonlySet<string>
}

/** What came of a run on a cluster of the user's own, beyond its steps. */
export interface OwnClusterResult {
  /** Steps that were undone after a failure. */
  undone: PairedStep[]
  /** Steps whose commands take back what still stands, in order. */
  takeBack: PairedStep[]
  /** Differences after the run of objects that are not in the plan. */
  elsewhere: string[]
}

/**
 * Whether an object is of the plan: named in it, in a namespace that is, or an APIService, which the API server keeps for each version
 * of a CRD's group.
 * @param object `Deployment.apps shop/client`
 */
export function isPlanned(object: string, planned: ReadonlySet<string>): boolean {
  const { kind, namespace, name } = parseObject(object)
  if (planned.has(object) || (namespace !== undefined && planned.has(`Namespace ${namespace}`))) return true
  if (kind !== 'APIService') return false
  const crds = [...planned].map(parseObject).filter((one) => one.kind === 'CustomResourceDefinition')
  return crds.some((crd) => groupIn(crd.name) === groupIn(name))
}

/** `networking.istio.io` of a CRD `gateways.networking.istio.io` and of an APIService `v1.networking.istio.io`. */
function groupIn(name: string): string {
  return name.slice(name.indexOf('.') + 1)
}

/**
 * The steps that take back what ran and was not taken back yet, in the order of the page.
 * @param ran of the page, in order, whether they passed or not
 * @param passed of those
 */
export function stepsStillToUndo(
  steps: readonly PairedStep[],
  ran: readonly PairedStep[],
  passed: ReadonlySet<PairedStep>,
): PairedStep[] {
  const wanted = new Set(ran.flatMap(({ step }) => step.undo))
  return steps.filter((paired) => wanted.has(paired.step.id) && !passed.has(paired))
}
