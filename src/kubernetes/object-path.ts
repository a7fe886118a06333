import type { Connection } from '../kubernetes-api/index.ts'
import type { ObjectName } from './object-matchers.ts'
import { servedKinds, versionPath, type ServedKind } from './served-kinds.ts'

/** For each connection what its API server serves, by version: `apps/v1`. */
const known = new WeakMap<Connection, Map<string, ServedKind[]>>()

/**
 * The path of an object in the API: `/apis/apps/v1/namespaces/x/deployments/a`. Undefined when the API serves no such kind.
 * @throws ApiError when the version is not served
 */
export async function pathOf(connection: Connection, id: ObjectName): Promise<string | undefined> {
  const served = await servedKind(connection, id.apiVersion, id.kind)
  if (served === undefined) return undefined
  const namespace = served.namespaced ? `namespaces/${encodeURIComponent(id.namespace ?? 'default')}/` : ''
  return `${versionPath(id.apiVersion)}/${namespace}${served.name}/${encodeURIComponent(id.name)}`
}

/** A version is asked once, and again when the kind is not among what it served: the kind may have been defined since. */
async function servedKind(connection: Connection, version: string, kind: string): Promise<ServedKind | undefined> {
  const versions = known.get(connection) ?? new Map<string, ServedKind[]>()
  known.set(connection, versions)
  const earlier = versions.get(version)?.find((served) => served.kind === kind)
  if (earlier) return earlier
  const kinds = await servedKinds(connection, version)
  versions.set(version, kinds)
  return kinds.find((served) => served.kind === kind)
}
