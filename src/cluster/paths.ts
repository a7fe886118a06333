import { homedir } from 'node:os'
import { join } from 'node:path'

/** Everything that outlives a run lies below this directory. */
export function cacheRoot(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'proving-ground')
}

/** Paths below the cache's root. */
export const cachePaths = {
  /** A file with the random id of this cache. */
  id: () => join(cacheRoot(), 'id'),
  /** Built parts, each in a directory named by its content key. */
  parts: () => join(cacheRoot(), 'parts'),
  /** Parts being built; whatever is here and unlocked is rubbish. */
  building: () => join(cacheRoot(), 'building'),
  locks: () => join(cacheRoot(), 'locks'),
  logs: () => join(cacheRoot(), 'logs'),
  /** One directory for each cluster, with its kubeconfig. The owner's lock is in `locks`. */
  clusters: () => join(cacheRoot(), 'cluster-states'),
  /**
   * The same of the versions until November 2026, whose owner's lock is in that directory: they would remove a directory
   * without one. That is why ours are elsewhere.
   */
  earlierClusters: () => join(cacheRoot(), 'clusters'),
}
