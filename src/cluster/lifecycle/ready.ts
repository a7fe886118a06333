import { setTimeout as wait } from 'node:timers/promises'
import type * as Kubernetes from '@kubernetes/client-node'
import { pollUntil } from '../../shared/poll.ts'
import { messageOf } from '../../shared/thrown.ts'

/** Milliseconds in which a cluster must be ready. */
const READY_DEADLINE = 120_000

/**
 * Waits until the node is Ready, the default service account exists, and the cluster's DNS answers: then a workload can
 * start.
 * @param onWait called once when it is not ready at the first look
 * @throws Error with what is missing, after two minutes
 */
export async function waitUntilReady(kubeconfig: string, signal: AbortSignal, onWait?: () => void): Promise<void> {
  // Loaded here: it takes more than half a second, and most of what this folder does ends without it.
  const client = await import('@kubernetes/client-node')
  const config = new client.KubeConfig()
  config.loadFromFile(kubeconfig)
  const deadline = performance.now() + READY_DEADLINE
  let attempts = 0
  const look = async () => {
    // A server that accepts connections and never answers must not hold us past the deadline.
    const noAnswer = wait(5000, 'its API server does not answer', { signal, ref: false })
    const missing = await Promise.race([whatIsMissing(client, config).catch(messageOf), noAnswer])
    if (missing !== undefined && attempts++ === 0) onWait?.()
    return missing
  }
  const until = (missing: string | undefined) => missing === undefined
  const missing = await pollUntil(look, { until, deadline, interval: 200, signal })
  if (missing !== undefined) throw new Error(`the cluster was not ready within ${READY_DEADLINE / 1000} s: ${missing}`)
}

async function whatIsMissing(client: typeof Kubernetes, config: Kubernetes.KubeConfig): Promise<string | undefined> {
  const core = config.makeApiClient(client.CoreV1Api)
  const nodes = await core.listNode()
  const ready = nodes.items.filter((n) => n.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'))
  if (nodes.items.length === 0 || ready.length < nodes.items.length) return 'the node is not Ready'
  const accounts = await core.listNamespacedServiceAccount({ namespace: 'default' })
  if (!accounts.items.some((a) => a.metadata?.name === 'default')) return 'there is no default service account'
  const dns = await config
    .makeApiClient(client.AppsV1Api)
    .readNamespacedDeployment({ name: 'coredns', namespace: 'kube-system' })
  return (dns.status?.availableReplicas ?? 0) > 0 ? undefined : 'CoreDNS is not available'
}
