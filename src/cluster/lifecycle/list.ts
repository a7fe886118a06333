import { existsSync } from 'node:fs'
import { listNodes, type Node } from './nodes.ts'
import { findOwner, ownerMount, type Owner } from './owner.ts'
import { isOwned, listStates, readState, stateDirectory, type ClusterState } from './state.ts'

/** A cluster that Proving Ground made. */
export interface ClusterInfo {
  name: string
  /**
   * `owned`: a run is using it; `kept`: left on purpose; `orphan`: its run is dead; `foreign`: made by another user, with
   * another cache or by an earlier version, so whether it is used cannot be seen, and no command touches it.
   */
  use: 'owned' | 'kept' | 'orphan' | 'foreign'
  /** Where its kubeconfig is; undefined for what is foreign, and when that directory is gone. */
  directory: string | undefined
  state: ClusterState | undefined
  /** The container of its node; undefined when there is none: not yet, or not anymore. */
  node: Node | undefined
}

/**
 * Every cluster that Proving Ground made on this engine, and those of this user and cache that have no container.
 * @throws PreconditionError when Docker does not answer, or the cache cannot be read
 */
export async function listClusters(): Promise<ClusterInfo[]> {
  const owner = await findOwner()
  const nodes = await listNodes()
  const mine = nodes.filter((node) => owner && isBy(node, owner))
  const foreign = nodes.filter((node) => !mine.includes(node))
  const taken = new Set(nodes.map(({ cluster }) => cluster))
  const clusters = await Promise.all([
    ...mine.map((node) => describe(node.cluster, node)),
    ...(await listStates()).filter((name) => !taken.has(name)).map((name) => describe(name, undefined)),
  ])
  return [
    ...(await withoutEnded(clusters)),
    ...foreign.map((node) => ({
      name: node.cluster,
      use: 'foreign' as const,
      directory: undefined,
      state: undefined,
      node,
    })),
  ]
}

function isBy({ owner }: Node, by: Owner): boolean {
  return owner !== 'earlier' && ownerMount(owner) === ownerMount(by)
}

/** A cluster of this user and cache, which this user may remove. */
async function describe(name: string, node: Node | undefined): Promise<ClusterInfo> {
  // The lock first: its holder marks a cluster as kept before it lets go.
  const owned = isOwned(name)
  const read = await readState(name)
  const state = typeof read === 'string' ? undefined : read
  // What cannot be understood may have been kept, so it is not removed unasked.
  const kept = read === 'unreadable' || state?.kept === true
  const directory = existsSync(stateDirectory(name)) ? stateDirectory(name) : undefined
  return { name, use: owned ? 'owned' : kept ? 'kept' : 'orphan', directory, state, node }
}

/**
 * A run that ends a cluster removes container and directory before the lock. So a cluster is an orphan only if it still
 * exists after its lock was seen free.
 */
async function withoutEnded(clusters: readonly ClusterInfo[]): Promise<ClusterInfo[]> {
  if (!clusters.some(({ use }) => use === 'orphan')) return [...clusters]
  const still = new Set((await listNodes()).map(({ container }) => container))
  return clusters.filter(
    ({ name, use, node }) =>
      use !== 'orphan' || (node !== undefined && still.has(node.container)) || existsSync(stateDirectory(name)),
  )
}
