import type { Connection } from '../kubernetes-api/index.ts'
import type { ObjectName } from './object-matchers.ts'

/** How a kind is served: `{ name: 'deployments', namespaced: true }`. */
interface Served {
  name: string
  kind: string
  namespaced: boolean
}

/** For each connection what its API server serves, by version: `apps/v1`. */
const known = new WeakMap<Connection, Map<string, Served[]>>()

/**
 * The path of an object in the API: `/apis/apps/v1/namespaces/x/deployments/a`. Undefined when the API serves no such kind.
 * What is served under a version is asked once, and again when the kind is not among it: it may have been defined since.
 * @throws ApiError when the version is not served
 */
export async function pathOf(connection: Connection, id: ObjectName): Promise<string | undefined> {
  const base = id.apiVersion.includes('/') ? `/apis/${id.apiVersion}` : `/api/${id.apiVersion}`
  const served = (await servedKinds(connection, base, id.kind)).find(
    ({ kind, name }) => kind === id.kind && !name.includes('/'),
  )
  if (served === undefined) return undefined
  const namespace = served.namespaced ? `namespaces/${encodeURIComponent(id.namespace ?? 'default')}/` : ''
  return `${base}/${namespace}${served.name}/${encodeURIComponent(id.name)}`
}

async function servedKinds(connection: Connection, base: string, kind: string): Promise<Served[]> {
  const versions = known.get(connection) ?? new Map<string, Served[]>()
  known.set(connection, versions)
  const earlier = versions.get(base)
  if (earlier?.some((one) => one.kind === kind)) return earlier
  const { resources } = await connection.get<{ resources: Served[] }>(base)
  versions.set(base, resources)
  return resources
}
