import { PreconditionError } from '../../shared/precondition-error.ts'
import { docker, tryDocker, unanswered } from '../machine/docker.ts'
import { ownerMount, ownerOf, type Owner } from './owner.ts'

/** kind puts the cluster's name into this label of its containers. */
const CLUSTER = 'io.x-k8s.kind.cluster'

/** The container of a cluster's only node. */
export interface Node {
  /** Of the cluster. */
  cluster: string
  /** Of the container. */
  container: string
  /** As Docker reports it: `running`, `exited`, `paused`, `created` and others. */
  status: string
  /** Who made it; `earlier` for a version of this project that recorded no owner. */
  owner: Owner | 'earlier'
}

/** Every node that Proving Ground made on this engine, whoever used it. Other clusters of kind are not among them. */
export async function listNodes(): Promise<Node[]> {
  const ids = (await docker(['ps', '--all', '--quiet', '--no-trunc', '--filter', `label=${CLUSTER}`]))
    .split('\n')
    .filter(Boolean)
  if (ids.length === 0) return []
  const { stdout, fault } = await tryDocker(['inspect', '--type', 'container', ...ids])
  // One of them may be gone by now; Docker still describes the others.
  if (fault !== undefined && !/No such/i.test(fault)) throw unanswered(fault)
  return parseNodes(stdout)
}

/** The nodes in the output of `docker inspect`. */
function parseNodes(json: string): Node[] {
  const containers = JSON.parse(json) as {
    Name: string
    State: { Status: string }
    Config: { Labels: Record<string, string> | null }
    Mounts: { Destination: string }[]
  }[]
  return containers.flatMap(({ Name, State, Config, Mounts }) => {
    const owner = ownerOf(Mounts.map(({ Destination }) => Destination))
    const cluster = Config.Labels?.[CLUSTER]
    if (owner === undefined || cluster === undefined) return []
    return [{ cluster, container: Name.replace(/^\//, ''), status: State.Status, owner }]
  })
}

/**
 * Removes this owner's node of this name with its volumes. Nobody else's can be removed by it, whatever its name, and it
 * is no error when there is none.
 * @returns whether there was one
 * @throws PreconditionError when Docker does not do it
 */
export async function removeNode(owner: Owner, cluster: string): Promise<boolean> {
  const filters = [`label=${CLUSTER}=${cluster}`, `volume=${ownerMount(owner)}`].flatMap((filter) => [
    '--filter',
    filter,
  ])
  const find = async () =>
    (await docker(['ps', '--all', '--quiet', '--no-trunc', ...filters])).split('\n').filter(Boolean)
  const ids = await find()
  if (ids.length === 0) return false
  const { fault } = await tryDocker(['rm', '--force', '--volumes', ...ids])
  // Another process may be removing it.
  if (fault !== undefined && (await find()).length > 0)
    throw new PreconditionError(`Docker does not remove the node: ${fault}`)
  return true
}
