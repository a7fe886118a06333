import type { V1Status } from '@kubernetes/client-node'
import { listPods, type Cluster } from '../kubernetes/index.ts'
import { execute } from './exec.ts'

/** How the admin interface of a pod's Envoy answered. `silent`: something listens there, and said nothing in time. */
export type AdminAnswer = { is: 'answered'; text: string } | { is: 'silent' | 'refused' | 'no pod' }

/** Exit codes of curl. */
const CURL = { refused: 7, timedOut: 28 }

/**
 * Asks the admin interface, which listens inside the pod only.
 * @param deployment its pods carry `app=<deployment>`; one that is not being deleted is asked
 * @param options for curl
 * @throws Error when it could not be asked: no curl in the container, no such container, an API server that does not answer
 */
export async function askAdmin(
  cluster: Cluster,
  namespace: string,
  deployment: string,
  path: string,
  ...options: string[]
): Promise<AdminAnswer> {
  const pods = await listPods(cluster.connection, namespace, `app=${deployment}`)
  const pod = pods.find((p) => p.metadata?.deletionTimestamp === undefined)?.metadata?.name
  if (!pod) return { is: 'no pod' }
  const words = ['curl', '--silent', '--fail', '--max-time', '2', ...options, `http://localhost:15000/${path}`]
  const { status, text } = await execute(cluster.connection, namespace, pod, 'istio-proxy', words)
  return adminAnswer(status, text)
}

/** What curl's exit status means. @param status of the process, as the API server reports it @throws Error as `askAdmin` */
export function adminAnswer(status: V1Status, text: string): AdminAnswer {
  if (status.status === 'Success') return { is: 'answered', text }
  const exit = Number(status.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message)
  if (exit === CURL.timedOut) return { is: 'silent' }
  if (exit === CURL.refused) return { is: 'refused' }
  throw new Error(`Envoy's admin interface could not be asked: ${status.message ?? 'curl failed'}`)
}
