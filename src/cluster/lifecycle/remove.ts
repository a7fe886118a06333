import { PreconditionError } from '../../shared/precondition-error.ts'
import { whyForeign } from './status.ts'
import { listClusters, type ClusterInfo } from './list.ts'
import { removeNode } from './nodes.ts'
import { makeOwner } from './owner.ts'
import { removeState, readState, takeOwnership, tryOwnership } from './state.ts'
import { messageOf } from '../../shared/thrown.ts'

/** Removes orphaned clusters of this user and cache, and prints each. @returns those that were removed */
export async function removeOrphans(): Promise<ClusterInfo[]> {
  const removed: ClusterInfo[] = []
  for (const orphan of (await listClusters()).filter(({ use }) => use === 'orphan')) {
    if (!(await removeOrphan(orphan.name))) continue
    removed.push(orphan)
    console.log(`removed the cluster ${orphan.name}: the run that made it ended without cleaning up`)
  }
  return removed
}

/** False when another run was faster, or Docker failed to remove it, which is printed. */
async function removeOrphan(name: string): Promise<boolean> {
  const lock = tryOwnership(name)
  if (!lock) return false
  try {
    const had = (await readState(name)) !== 'none'
    const removed = await removeNode(await makeOwner(), name)
    await removeState(name)
    return had || removed
  } catch (error) {
    console.error(`the cluster ${name} of a dead run could not be removed: ${messageOf(error)}`)
    return false
  } finally {
    lock.release()
  }
}

/**
 * Deletes a cluster that was kept, or that a dead run left.
 * @throws PreconditionError when there is none of that name, it is foreign, a run is using it, or Docker does not delete it
 */
export async function down(name: string): Promise<void> {
  const found = (await listClusters()).find((cluster) => cluster.name === name)
  if (!found) throw new PreconditionError(`there is no cluster ${name}: npm run cluster status lists them`)
  if (found.use === 'foreign') throw new PreconditionError(whyForeign(found))
  const lock = await takeOwnership(name)
  try {
    await removeNode(await makeOwner(), name)
    await removeState(name)
  } finally {
    lock.release()
  }
}
