import { engineFault } from '../machine/docker.ts'
import { listClusters } from '../lifecycle/list.ts'
import { pruneBuilding, pruneDownloads, pruneLogs, pruneArtifacts, staleArtifactNames } from './cache.ts'
import { pruneBuildContainers, pruneImages } from './engine.ts'
import { down, removeOrphans } from '../lifecycle/remove.ts'

/** What `prune` did, a line each. */
export interface Pruned {
  removed: string[]
  /** What looks unused but may belong to others, with the command that removes it. */
  left: string[]
}

/**
 * Removes what is unused and was made by this user with this cache: orphans, kept clusters when asked, what killed
 * builds left, and artifacts and images that the pinned versions no longer name and no cluster uses. Without an engine only
 * what lies in the cache.
 * @throws PreconditionError when the cache cannot be used
 */
export async function prune(options: { kept: boolean }): Promise<Pruned> {
  const engine = await engineFault()
  if (engine !== undefined) {
    const removed = [...(await pruneBuilding()), ...(await pruneArtifacts(await staleArtifactNames(), isImage))]
    return { removed, left: [`clusters, containers and images: Docker does not answer: ${engine}`] }
  }
  const removed = (await removeOrphans()).map((cluster) => `cluster ${cluster.name}`)
  for (const cluster of options.kept ? (await listClusters()).filter((c) => c.use === 'kept') : []) {
    await down(cluster.name)
    removed.push(`cluster ${cluster.name}`)
  }
  removed.push(
    ...(await pruneBuildContainers()),
    ...(await pruneBuilding()),
    ...(await pruneDownloads()),
    ...(await pruneLogs(await listClusters())),
  )
  const stale = await staleArtifactNames()
  const images = await pruneImages(stale)
  removed.push(...images.removed, ...(await pruneArtifacts(stale, (name) => images.inUse.includes(name))))
  return { removed, left: images.left }
}

/** Whether an artifact is a node image: its directory proves that the image is ours, so it stays while Docker does not answer. */
function isImage(artifact: string): boolean {
  return artifact.startsWith('node-image-')
}
