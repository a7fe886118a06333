import type { V1Pod } from '@kubernetes/client-node'

/** Labels and annotations in which two pods of one Deployment differ although their templates are the same. */
const OF_ROLLOUT = ['pod-template-hash', 'kubectl.kubernetes.io/restartedAt']

/** The volume of a service account's token: its name ends in a random word. */
const TOKEN = /\bkube-api-access-[a-z0-9]{5}\b/g

/**
 * The requested state of a pod, without what differs between pods of the same template: two pods of a Deployment that was
 * only restarted are equal.
 */
export function podWords({ metadata, spec }: V1Pod): object {
  const { nodeName: _node, ...rest } = spec ?? {}
  const name = metadata?.name ?? ''
  const text = JSON.stringify({
    labels: without(metadata?.labels),
    annotations: without(metadata?.annotations),
    finalizers: metadata?.finalizers ?? [],
    spec: rest,
  })
  return JSON.parse(text.replaceAll(name, '<pod>').replace(TOKEN, '<token>')) as object
}

function without(values: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !OF_ROLLOUT.includes(key)))
}
