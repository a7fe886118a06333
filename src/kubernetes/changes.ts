import { changedFields } from './changed-fields.ts'
import type { AnyObject } from './object-matchers.ts'
import { requested } from './without-server-fields.ts'

/** What became of one object, and of those that belong to it. */
export interface Change {
  verb: 'created' | 'changed' | 'deleted'
  /** `Deployment.apps payments/payments`. */
  object: string
  /** Of a changed object: the paths that differ. */
  fields: string[]
  /** Of what it owns, or of what is in it, if it is a Namespace: "created 1 ReplicaSet.apps, 2 Pod". */
  owned: string[]
}

/** An object before and after; undefined where it was not there. */
export interface Difference {
  name: string
  before: AnyObject | undefined
  after: AnyObject | undefined
}

/** The API server registers every group and version that a CRD defines, and marks what it registered so. */
const AUTOMANAGED = 'kube-aggregator.kubernetes.io/automanaged'
/** Copies of the template of a DaemonSet or StatefulSet. */
const DERIVED_KINDS = /^ControllerRevision\.apps /
/** Objects that Kubernetes itself creates in every new namespace. */
const PER_NAMESPACE = /^(ServiceAccount \S+\/default|ConfigMap \S+\/kube-root-ca\.crt)$/

/**
 * Sums differences up: an object that another one owns is counted at its owner, one in a namespace that came or went in
 * the same step at that namespace.
 * @param byUid every object that is or was there, to find owners that did not change themselves
 */
export function summarizeChanges(
  differences: readonly Difference[],
  byUid: ReadonlyMap<string, { name: string; object: AnyObject }>,
): Change[] {
  const changes: Change[] = []
  const counts = new Map<string, Map<string, number>>()
  const namespaces = new Map(
    differences
      .filter((d) => d.name.startsWith('Namespace ') && (!d.before || !d.after))
      .map((d) => [d.name.slice('Namespace '.length), d.name]),
  )
  for (const difference of differences.flatMap(recreation)) {
    const { name, before, after } = difference
    const fields = before && after ? fieldsOf(name, before, after) : []
    const verb = verbOf(difference, fields)
    const object = (after ?? before)!
    if (!verb || isDerived(name, object)) continue
    const owner = namespaces.get(object.metadata.namespace ?? '') ?? rootOwner(object, byUid)
    if (owner === undefined) {
      changes.push({ verb, object: name, fields, owned: [] })
    } else {
      const count = counts.get(owner) ?? new Map<string, number>()
      const what = `${verb} ${name.split(' ')[0]}`
      counts.set(owner, count.set(what, (count.get(what) ?? 0) + 1))
    }
  }
  for (const [owner, count] of counts) {
    const owned = [...count].map(([what, number]) => `${what} ×${number}`).sort()
    // Of an owner that was deleted and created again, the new one.
    const change = changes.findLast(({ object }) => object === owner)
    if (change) change.owned = owned
    else changes.push({ verb: 'changed', object: owner, fields: [], owned })
  }
  return changes.sort((a, b) => a.verb.localeCompare(b.verb) || a.object.localeCompare(b.object))
}

/** Whether Kubernetes itself made an object for another one that is reported. */
function isDerived(name: string, { metadata: { labels = {} } }: AnyObject): boolean {
  return DERIVED_KINDS.test(name) || PER_NAMESPACE.test(name) || labels[AUTOMANAGED] !== undefined
}

/** An object that was deleted and created again under its name counts as two differences. */
function recreation(difference: Difference): Difference[] {
  const { name, before, after } = difference
  if (!before || !after || before.metadata.uid === after.metadata.uid) return [difference]
  return [
    { name, before, after: undefined },
    { name, before: undefined, after },
  ]
}

function fieldsOf(name: string, before: AnyObject, after: AnyObject): string[] {
  const kind = /^[^. ]+/.exec(name)![0]
  return changedFields(requested(kind, before), requested(kind, after))
}

function verbOf({ before, after }: Difference, fields: readonly string[]): Change['verb'] | undefined {
  if (!before) return after && 'created'
  if (!after) return 'deleted'
  return fields.length > 0 ? 'changed' : undefined
}

/** The name of the topmost owner; undefined when the object has no owner. */
function rootOwner(
  object: AnyObject,
  byUid: ReadonlyMap<string, { name: string; object: AnyObject }>,
): string | undefined {
  const uid = object.metadata.ownerReferences?.find((o) => o.controller)?.uid
  const owner = uid === undefined ? undefined : byUid.get(uid)
  return owner && (rootOwner(owner.object, byUid) ?? owner.name)
}
