import type { Connection } from '../kubernetes-api/index.ts'
import type { AnyObject } from './object-matchers.ts'
import { servedKinds, versionPath } from './served-kinds.ts'

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
  const versions: [group: string, version: string][] = [
    ['', 'v1'],
    ...groups.map((g): [string, string] => [g.name, g.preferredVersion.groupVersion]),
  ]
  const perGroup = await Promise.all(versions.map(([group, version]) => resourcesOf(connection, group, version)))
  return perGroup.flat()
}

async function resourcesOf(connection: Connection, group: string, version: string): Promise<Resource[]> {
  return (await servedKinds(connection, version))
    .filter(({ verbs, kind }) => verbs.includes('list') && !VOLATILE_KINDS.has(kind))
    .map(({ name, kind, verbs }) => ({ path: `${versionPath(version)}/${name}`, kind, group, verbs }))
}

/** `Deployment.apps payments/payments`, `Namespace payments`. */
export function nameOf({ kind, group }: Pick<Resource, 'kind' | 'group'>, { metadata }: AnyObject): string {
  return `${kind}${group ? `.${group}` : ''} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`
}
