import type { AnyObject } from './object-matchers.ts'

/** Of an object's metadata: what the API server keeps by itself. How long a deletion may take follows from the deletion. */
const SERVER_MANAGED_FIELDS = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
]

/**
 * Annotations that controllers keep by themselves, each on the kinds where they do. All others were asked for, also
 * `kubectl.kubernetes.io/last-applied-configuration`: it is what somebody applied, and applying the former file puts it back.
 */
const CONTROLLER_MANAGED_ANNOTATIONS: Record<string, readonly string[]> = {
  // Istio's leader election writes who leads, and when that was renewed, every few seconds.
  'control-plane.alpha.kubernetes.io/leader': ['ConfigMap'],
  // The Deployment controller counts rollouts, also those that go back, and copies the count to the ReplicaSets.
  'deployment.kubernetes.io/revision': ['Deployment', 'ReplicaSet'],
  'deployment.kubernetes.io/revision-history': ['ReplicaSet'],
  // The Deployment controller copies its own size to its ReplicaSets.
  'deployment.kubernetes.io/desired-replicas': ['ReplicaSet'],
  'deployment.kubernetes.io/max-replicas': ['ReplicaSet'],
  // The API server counts the templates of a DaemonSet, as `generation` does.
  'deprecated.daemonset.template.generation': ['DaemonSet'],
}

/**
 * An object as somebody asked for it, in one shape wherever it comes from: items of a List lack `kind` and `apiVersion`,
 * which watch events have. Without `status`, and without what the API server and controllers keep by themselves. Labels,
 * annotations, finalizers, owner references, a deletion and the uid count.
 * @param kind as in `Deployment`
 */
export function requested(kind: string, object: AnyObject): Record<string, unknown> {
  const {
    kind: _kind,
    apiVersion: _version,
    status: _status,
    metadata,
    ...rest
  } = object as AnyObject & {
    status?: unknown
  }
  const kept = Object.entries(metadata).filter(([field]) => !SERVER_MANAGED_FIELDS.includes(field))
  // None, and none but a controller's, are the same.
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) => !CONTROLLER_MANAGED_ANNOTATIONS[key]?.includes(kind),
  )
  const { labels = {}, finalizers = [], ownerReferences = [] } = metadata
  const completed = { labels, annotations: Object.fromEntries(annotations), finalizers, ownerReferences }
  return { metadata: { ...Object.fromEntries(kept), ...completed }, ...rest }
}
