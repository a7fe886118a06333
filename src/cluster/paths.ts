import { homedir } from 'node:os'
import { join } from 'node:path'

/** Everything that outlives a run lies below this directory. */
export function cacheRoot(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'proving-ground')
}

/** Directories below the cache's root. */
export const cachePaths = {
  /** Built parts, each in a directory named by its content key. */
  parts: () => join(cacheRoot(), 'parts'),
  /** Parts being built; whatever is here and unlocked is rubbish. */
  building: () => join(cacheRoot(), 'building'),
  locks: () => join(cacheRoot(), 'locks'),
  logs: () => join(cacheRoot(), 'logs'),
  /** One directory for each cluster: its kubeconfig, its owner's lock. */
  clusters: () => join(cacheRoot(), 'clusters'),
}
