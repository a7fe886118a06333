import { setTimeout as wait } from 'node:timers/promises'
import type { V1Deployment, V1NodeList } from '@kubernetes/client-node'
import { Connection, ifFound } from '../../kubernetes-api/index.ts'
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
  const connection = new Connection(kubeconfig)
  const deadline = performance.now() + READY_DEADLINE
  let attempts = 0
  const look = async () => {
    // A server that accepts connections and never answers must not hold us past the deadline.
    const noAnswer = wait(5000, 'its API server does not answer', { signal, ref: false })
    const missing = await Promise.race([whatIsMissing(connection).catch(messageOf), noAnswer])
    if (missing !== undefined && attempts++ === 0) onWait?.()
    return missing
  }
  const until = (missing: string | undefined) => missing === undefined
  try {
    const missing = await pollUntil(look, { until, deadline, interval: 200, signal })
    if (missing !== undefined)
      throw new Error(`the cluster was not ready within ${READY_DEADLINE / 1000} s: ${missing}`)
  } finally {
    connection.close()
  }
}

async function whatIsMissing(connection: Connection): Promise<string | undefined> {
  const { items } = await connection.get<V1NodeList>('/api/v1/nodes')
  const ready = items.filter(({ status }) => status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'))
  if (items.length === 0 || ready.length < items.length) return 'the node is not Ready'
  if ((await ifFound(connection.get('/api/v1/namespaces/default/serviceaccounts/default'))) === undefined)
    return 'there is no default service account'
  const dns = await ifFound(connection.get<V1Deployment>('/apis/apps/v1/namespaces/kube-system/deployments/coredns'))
  return (dns?.status?.availableReplicas ?? 0) > 0 ? undefined : 'CoreDNS is not available'
}
