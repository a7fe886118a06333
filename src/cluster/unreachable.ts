import { howToStart } from './choose-kept.ts'
import { engineFault } from './docker.ts'
import { listClusters } from './list.ts'

/**
 * Why nothing on a cluster can be reached, and what to do: no Docker engine answers, or the cluster's container does not run.
 * Undefined when neither is so. It throws nothing: the caller has a failure to tell already.
 */
export async function whyUnreachable(name: string): Promise<string | undefined> {
  const fault = await engineFault()
  if (fault !== undefined)
    return `Docker does not answer: ${fault}; npm run cluster prepare starts it, or says what to do`
  const clusters = await listClusters().catch(() => undefined)
  if (clusters === undefined) return undefined
  const cluster = clusters.find((one) => one.name === name)
  if (!cluster?.node) return `the container of ${name} is gone`
  if (cluster.node.status === 'running') return undefined
  return `the container of ${name} is not running (${cluster.node.status}): ${howToStart(cluster)} starts it`
}
