import type { V1Deployment, V1Pod } from '@kubernetes/client-node'
import {
  changedFields,
  describeDifference,
  kindIn,
  requestedOf,
  restarts,
  type AnyObject,
  type Objects,
} from '../kubernetes/index.ts'
import { podWords } from './pod-words.ts'
import { isReady, isRolledOut } from './readiness.ts'

/** A reason why a cluster cannot be used again. */
export interface ReuseFault {
  /** "added ConfigMap payments/left". */
  text: string
  /** True when waiting may help: a pod that is still starting or ending. */
  settles: boolean
}

/** Namespaces whose pods must neither be replaced nor restarted: no comparison of objects shows what they have in memory. */
const CONTROL_PLANE = ['istio-system', 'kube-system']

/** Where `kubectl rollout restart` writes the time. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt'

/**
 * Why a cluster is no longer the start state that was made on it. Allowed are Pods and ReplicaSets that a Deployment of the
 * start state replaced, and the time of the restart in that Deployment, when all of it is ready again.
 * @param before the objects of the start state when it was made
 * @param after the objects now
 * @returns no fault when the cluster can be used again
 */
export function reuseFaults(before: Objects, after: Objects): ReuseFault[] {
  const owners = new Owners(before, after)
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.flatMap((name) => faultsOf(name, before.get(name), after.get(name), owners))
}

function faultsOf(
  name: string,
  before: AnyObject | undefined,
  after: AnyObject | undefined,
  owners: Owners,
): ReuseFault[] {
  const object = after ?? before!
  const replaceable = !isControlPlane(object) && owners.isOfDeployment(object)
  if (after?.metadata.deletionTimestamp !== undefined)
    return [{ text: `${name} is being deleted`, settles: replaceable }]
  if (after === undefined) return replaceable ? [] : [fault('deleted', name)]
  const unready = unreadiness(name, after)
  if (before === undefined)
    return replaceable ? [...successorFaults(name, after, owners), ...unready] : [fault('added', name)]
  return [...differences(name, before, after, replaceable), ...restartFaults(name, before, after), ...unready]
}

function differences(name: string, before: AnyObject, after: AnyObject, replaceable: boolean): ReuseFault[] {
  const fields = changedFields(comparable(name, before), comparable(name, after))
  // A Deployment scales its former ReplicaSets down.
  const left =
    replaceable && kindIn(name) === 'ReplicaSet' ? fields.filter((field) => field !== 'spec.replicas') : fields
  return left.length === 0 ? [] : [fault('changed', name, left)]
}

/** A Pod that differs from those of its Deployment in the start state, which a restart alone does not do. */
function successorFaults(name: string, pod: AnyObject, owners: Owners): ReuseFault[] {
  const former = kindIn(name) === 'Pod' ? owners.formerPod(pod) : undefined
  if (former === undefined) return []
  const fields = changedFields(podWords(former as unknown as V1Pod), podWords(pod as unknown as V1Pod))
  if (fields.length === 0) return []
  return [{ text: `${name} differs from the pod that it replaced (${fields.slice(0, 5).join(', ')})`, settles: false }]
}

/** What was asked of an object; of a Deployment outside of the control plane without the time of its last restart. */
function comparable(name: string, object: AnyObject): object {
  const asked = requestedOf(name, object)
  if (kindIn(name) !== 'Deployment' || isControlPlane(object)) return asked
  const { spec } = structuredClone(asked) as { spec: NonNullable<V1Deployment['spec']> }
  const { annotations = {}, ...metadata } = spec.template.metadata ?? {}
  const kept = Object.entries(annotations).filter(([key]) => key !== RESTARTED_AT)
  // None, and none but that time, are the same.
  spec.template.metadata = { ...metadata, annotations: Object.fromEntries(kept) }
  return { ...asked, spec }
}

function restartFaults(name: string, before: AnyObject, after: AnyObject): ReuseFault[] {
  if (kindIn(name) !== 'Pod') return []
  const [was, is] = [before, after].map((pod) => restarts(pod as unknown as V1Pod).join(', ')) as [string, string]
  return was === is ? [] : [{ text: `restarted ${name} (${was} before, ${is} now)`, settles: false }]
}

/** A pod that is not ready, or a Deployment that is not rolled out. */
function unreadiness(name: string, object: AnyObject): ReuseFault[] {
  const ready =
    (kindIn(name) !== 'Pod' || isReady(object as unknown as V1Pod)) &&
    (!name.startsWith('Deployment.apps ') || isRolledOut(object as unknown as V1Deployment))
  return ready ? [] : [{ text: `${name} is not ready`, settles: true }]
}

function isControlPlane({ metadata }: AnyObject): boolean {
  return CONTROL_PLANE.includes(metadata.namespace ?? '')
}

function fault(verb: 'added' | 'deleted' | 'changed', object: string, fields: string[] = []): ReuseFault {
  return { text: describeDifference({ verb, object, fields }), settles: false }
}

/** Finds what owns an object. */
class Owners {
  readonly #before: Objects
  readonly #byUid: ReadonlyMap<string, AnyObject>
  /** The uids of the start state's Deployments that are still there. */
  readonly #deployments: ReadonlySet<string>

  constructor(before: Objects, after: Objects) {
    this.#before = before
    this.#byUid = new Map([...before.values(), ...after.values()].map((object) => [object.metadata.uid ?? '', object]))
    const uids = (objects: Objects) =>
      [...objects].filter(([name]) => name.startsWith('Deployment.apps ')).map(([, { metadata }]) => metadata.uid ?? '')
    const now = new Set(uids(after))
    this.#deployments = new Set(uids(before).filter((uid) => now.has(uid)))
  }

  /** Whether it is a ReplicaSet of such a Deployment, or a Pod of such a ReplicaSet. */
  isOfDeployment(object: AnyObject): boolean {
    return this.#deployments.has(this.#deploymentOf(object) ?? '')
  }

  /** A Pod that the Deployment of this one had in the start state. */
  formerPod(pod: AnyObject): AnyObject | undefined {
    const deployment = this.#deploymentOf(pod)
    const pods = [...this.#before].filter(([name]) => kindIn(name) === 'Pod').map(([, object]) => object)
    return pods.find((former) => this.#deploymentOf(former) === deployment)
  }

  /** The uid of the Deployment that an object belongs to, itself or through a ReplicaSet. */
  #deploymentOf({ metadata }: AnyObject): string | undefined {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller)
    if (owner?.kind === 'Deployment') return owner.uid
    const replicaSet = owner?.kind === 'ReplicaSet' ? this.#byUid.get(owner.uid) : undefined
    return replicaSet && this.#deploymentOf(replicaSet)
  }
}
