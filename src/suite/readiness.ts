import type { V1Deployment, V1Pod } from '@kubernetes/client-node'

/** Whether a pod is ready, or has done its work. */
export function isReady({ status }: V1Pod): boolean {
  return (
    status?.phase === 'Succeeded' ||
    (status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false)
  )
}

/** Whether every replica is of the newest specification and available, and no old one is left. */
export function isRolledOut({ metadata, spec, status = {} }: V1Deployment): boolean {
  const wanted = spec?.replicas ?? 1
  const { observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status
  return (
    observedGeneration >= (metadata?.generation ?? 0) &&
    [updatedReplicas, availableReplicas, replicas].every((count) => count === wanted)
  )
}
