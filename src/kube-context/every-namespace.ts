import { ApiError, type Connection } from '../kubernetes-api/index.ts'
import { PreconditionError } from '../shared/precondition-error.ts'
import { parseObject } from './object-address.ts'
import type { PlannedChange } from './planned-changes.ts'

/** The namespaces that every cluster has and into which istiod writes. What a run makes in both, it makes in each namespace. */
const WRITTEN = ['default', 'kube-system'] as const

/**
 * Namespaces into which istiod does not write.
 * https://github.com/istio/istio/blob/1.31.0/pilot/pkg/serviceregistry/kube/controller/namespacecontroller.go
 */
const LEFT_OUT = ['kube-public', 'kube-node-lease', 'local-path-storage']

/**
 * A plan for this cluster: the cluster of the recorded run had no namespaces but its own. What the run made in all of these, such as
 * the root certificate of istiod, it makes here in each namespace that is there, and takes away there.
 * @throws PreconditionError when this user may not list namespaces
 */
export async function inEveryNamespace(
  connection: Connection,
  changes: readonly PlannedChange[],
): Promise<PlannedChange[]> {
  const byObject = new Map(changes.map((change) => [change.object, change]))
  const everywhere = changes.filter(
    ({ object }) =>
      parseObject(object).namespace === WRITTEN[0] &&
      WRITTEN.every((namespace) => byObject.has(moved(object, namespace))),
  )
  if (everywhere.length === 0) return [...changes]
  const namespaces = (await namespacesOf(connection)).filter((name) => !LEFT_OUT.includes(name))
  const added = namespaces.flatMap((namespace) =>
    everywhere.map((change) => ({ ...change, object: moved(change.object, namespace) })),
  )
  return [...changes, ...added.filter(({ object }) => !byObject.has(object))]
}

/** The same object in another namespace. */
function moved(object: string, namespace: string): string {
  return object.replace(/ [^/\s]+\//, ` ${namespace}/`)
}

async function namespacesOf(connection: Connection): Promise<string[]> {
  try {
    const { items } = await connection.get<{ items: { metadata: { name: string } }[] }>('/api/v1/namespaces')
    return items.map(({ metadata }) => metadata.name)
  } catch (error) {
    if (error instanceof ApiError && error.status === 403)
      throw new PreconditionError('this user may not list namespaces, into each of which the run would write')
    throw error
  }
}
