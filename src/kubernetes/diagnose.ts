import type { CoreV1Event, V1Pod } from '@kubernetes/client-node'
import type { Connection } from '../kubernetes-api/index.ts'

/** Milliseconds. The run has failed already; its report must not wait long for an API server that does not answer. */
const TIMEOUT = 10_000

/**
 * What a person would look at first after a failure: pods that are not ready, and the newest warnings.
 * @param timeoutMs milliseconds
 * @throws Error when the API server does not answer by then
 */
export async function diagnose(connection: Connection, timeoutMs = TIMEOUT): Promise<string[]> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const noAnswer = new Promise<never>((_resolve, reject) => {
    timeout.addEventListener('abort', () =>
      reject(new Error(`the API server did not say within ${timeoutMs} ms which pods and warnings there are`)),
    )
  })
  return Promise.race([podsAndWarnings(connection), noAnswer])
}

async function podsAndWarnings(connection: Connection): Promise<string[]> {
  const [pods, events] = await Promise.all([
    connection.get<{ items: V1Pod[] }>('/api/v1/pods'),
    connection.get<{ items: CoreV1Event[] }>('/api/v1/events'),
  ])
  const unready = pods.items.filter((pod) => !isFine(pod)).map(describePod)
  const warnings = events.items
    .filter((event) => event.type === 'Warning')
    .sort((a, b) => time(a.lastTimestamp ?? a.eventTime) - time(b.lastTimestamp ?? b.eventTime))
    .slice(-8)
    .map(
      (e) =>
        `warning ${e.involvedObject.kind} ${e.involvedObject.namespace ?? ''}/${e.involvedObject.name}: ${e.reason} ${e.message}`,
    )
  return [...unready, ...warnings]
}

function isFine(pod: V1Pod): boolean {
  if (pod.status?.phase === 'Succeeded') return true
  return pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false
}

function describePod({ metadata, status }: V1Pod): string {
  const states = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  const waiting = states.flatMap((s) => (s.state?.waiting ? [`${s.name}: ${s.state.waiting.reason}`] : []))
  const unscheduled = status?.conditions?.find((c) => c.type === 'PodScheduled' && c.status === 'False')?.message
  const why = [...waiting, unscheduled ?? ''].filter(Boolean).join('; ')
  return `pod not ready ${metadata?.namespace}/${metadata?.name}: ${status?.phase}${why ? ` (${why})` : ''}`
}

/** The API's JSON has times as text. */
function time(at: Date | string | null | undefined): number {
  return at ? new Date(at).getTime() : 0
}
