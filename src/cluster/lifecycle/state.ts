import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { cacheError, makeDirectory, cachePaths } from '../cache/cache.ts'
import { isLocked, takeLock, tryLock, type Lock } from '../cache/lock.ts'
import { isSystemError } from '../../shared/thrown.ts'

/** The recorded state of a cluster, in a file beside its kubeconfig. */
const schema = z.object({
  name: z.string(),
  /** True once its owner has left it in place on purpose. */
  kept: z.boolean(),
  /** ISO 8601. */
  createdAt: z.string(),
  tools: z.string(),
  charts: z.string().optional(),
  /** Absent: none, or the cluster was kept by an earlier release of this project. */
  otherIstio: z.record(z.string(), z.object({ tools: z.string(), charts: z.string().optional() })).optional(),
  kind: z.string(),
  versions: z.preprocess(
    // Clusters kept by an earlier release of this project have the field under this name.
    ({ supplier, ...rest }: Record<string, unknown>) =>
      supplier === undefined ? rest : { toolchain: supplier, ...rest },
    z.object({
      istio: z.string(),
      otherIstio: z.record(z.string(), z.string()).optional(),
      kubernetes: z.string(),
      kind: z.string(),
      envoy: z.string(),
      toolchain: z.enum(['source', 'published']),
    }),
  ),
})
export type ClusterState = z.infer<typeof schema>

/** Where the state of a cluster is. */
export function stateDirectory(name: string): string {
  return join(cachePaths.clusters(), name)
}

/** The lock of the run that uses a cluster. It is beside the directory, so who holds it may make and remove that. */
function ownerLock(name: string): string {
  return join(cachePaths.locks(), `cluster-${name}.lock`)
}

/** Takes the owner's lock of a new cluster and makes its directory, which its user alone can read. */
export async function createState(state: ClusterState): Promise<Lock> {
  const lock = tryLock(ownerLock(state.name))
  if (!lock) throw new Error(`${state.name} is in use`)
  try {
    makeDirectory(cachePaths.clusters())
    makeDirectory(stateDirectory(state.name), 0o700)
    await writeState(state)
    return lock
  } catch (error) {
    lock.release()
    throw cacheError(error)
  }
}

/** Whether a run is using a cluster. @throws PreconditionError when that cannot be seen */
export function isOwned(name: string): boolean {
  return isLocked(ownerLock(name))
}

/** Takes the owner's lock of a cluster. @throws PreconditionError when a run is using it */
export async function takeOwnership(name: string): Promise<Lock> {
  // Listing the clusters also takes this lock for a moment.
  const waited = AbortSignal.timeout(2000)
  return takeLock(ownerLock(name), waited, () => undefined).catch((error: unknown) => {
    if (!waited.aborted) throw error
    throw new PreconditionError(`another run is using ${name}: wait for it, or see npm run cluster status`)
  })
}

/** The same without waiting: undefined when the lock is held. */
export function tryOwnership(name: string): Lock | undefined {
  return tryLock(ownerLock(name))
}

/** Writes the state of a cluster. */
export async function writeState(state: ClusterState): Promise<void> {
  const file = join(stateDirectory(state.name), 'cluster.json')
  await writeFile(`${file}.new`, JSON.stringify(state, null, 2))
  await rename(`${file}.new`, file)
}

/** Names of the clusters that have a directory. @throws PreconditionError when that cannot be seen */
export async function listStates(): Promise<string[]> {
  const entries = await readdir(cachePaths.clusters(), { withFileTypes: true }).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return []
    throw cacheError(error)
  })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

/**
 * What is written down about a cluster.
 * @returns `none` when nothing is, `unreadable` for what another version or a damaged disk left
 * @throws PreconditionError when the system refuses to read it
 */
export async function readState(name: string): Promise<ClusterState | 'none' | 'unreadable'> {
  const text = await readFile(join(stateDirectory(name), 'cluster.json'), 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw cacheError(error)
  })
  if (text === undefined) return 'none'
  return parseState(text) ?? 'unreadable'
}

/** Undefined when this is no state that this version writes. */
export function parseState(text: string): ClusterState | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/**
 * Removes the recorded state of a cluster, and its lock. Only the holder of that lock may call this: no other run uses
 * the name again.
 */
export async function removeState(name: string): Promise<void> {
  await rm(stateDirectory(name), { recursive: true, force: true })
  await rm(ownerLock(name), { force: true })
}
