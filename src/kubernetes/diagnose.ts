import { CoreV1Api, type V1Pod } from '@kubernetes/client-node'
import type { Connection } from './connection.ts'

/** What a person would look at first after a failure: pods that are not ready, and the newest warnings. */
export async function diagnose(connection: Connection): Promise<string[]> {
  const api = connection.config.makeApiClient(CoreV1Api)
  const [pods, events] = await Promise.all([api.listPodForAllNamespaces({}), api.listEventForAllNamespaces({})])
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

function time(at: Date | undefined): number {
  return at ? new Date(at).getTime() : 0
}
