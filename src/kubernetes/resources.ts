import type { Connection } from '../kubernetes-api/index.ts'
import type { AnyObject } from './object-matchers.ts'

/** A kind of object that the API server serves. */
export interface Resource {
  /** Where it is listed: `/apis/apps/v1/deployments`. */
  path: string
  kind: string
  /** Empty for the core group. */
  group: string
  verbs: string[]
}

/**
 * Kinds that change by themselves all the time and that no one installs. Endpoints and IPAddresses are copies of what is
 * in Services and Pods. A ComponentStatus is no stored object: the API server asks its components when it is listed.
 */
export const VOLATILE_KINDS: ReadonlySet<string> = new Set([
  'Event',
  'Lease',
  'PodMetrics',
  'NodeMetrics',
  'Endpoints',
  'EndpointSlice',
  'IPAddress',
  'ComponentStatus',
])

/** Every kind that can be listed, in the version that its group prefers. Aggregated views of others are left out. */
export async function listableResources(connection: Connection): Promise<Resource[]> {
  const { groups } = await connection.get<{ groups: { name: string; preferredVersion: { groupVersion: string } }[] }>(
    '/apis',
  )
  const paths: [group: string, path: string][] = [
    ['', '/api/v1'],
    ...groups.map((g): [string, string] => [g.name, `/apis/${g.preferredVersion.groupVersion}`]),
  ]
  const perGroup = await Promise.all(paths.map(([group, path]) => resourcesOf(connection, group, path)))
  return perGroup.flat()
}

async function resourcesOf(connection: Connection, group: string, path: string): Promise<Resource[]> {
  const { resources } = await connection.get<{ resources: { name: string; kind: string; verbs: string[] }[] }>(path)
  return resources
    .filter((r) => r.verbs.includes('list') && !r.name.includes('/') && !VOLATILE_KINDS.has(r.kind))
    .map(({ name, kind, verbs }) => ({ path: `${path}/${name}`, kind, group, verbs }))
}

/** `Deployment.apps payments/payments`, `Namespace payments`. */
export function nameOf({ kind, group }: Pick<Resource, 'kind' | 'group'>, { metadata }: AnyObject): string {
  return `${kind}${group ? `.${group}` : ''} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`
}
