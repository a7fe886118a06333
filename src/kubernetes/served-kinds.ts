import type { Connection } from '../kubernetes-api/index.ts'

/** A kind of object as one version of the API serves it. */
export interface ServedKind {
  /** As in paths: `deployments`. */
  name: string
  kind: string
  namespaced: boolean
  verbs: string[]
}

/** The path of a version of the API. @param version `v1` or, with its group, `apps/v1` */
export function versionPath(version: string): string {
  return version.includes('/') ? `/apis/${version}` : `/api/${version}`
}

/** The kinds that a version serves, without their subresources such as `pods/log`. @throws ApiError when the version is not served */
export async function servedKinds(connection: Connection, version: string): Promise<ServedKind[]> {
  const { resources } = await connection.get<{ resources: ServedKind[] }>(versionPath(version))
  return resources.filter(({ name }) => !name.includes('/'))
}
