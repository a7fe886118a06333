import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from 'zx'
import { z } from 'zod'
import { CannotRun } from '../cannot-run.ts'
import { isLocked, takeLock, tryLock, type Lock } from './lock.ts'
import { cachePaths } from './paths.ts'

/** What is written down about a cluster, beside its kubeconfig and its owner's lock. */
const schema = z.object({
  name: z.string(),
  /** True once its owner has left it in place on purpose. */
  kept: z.boolean(),
  /** ISO 8601. */
  createdAt: z.string(),
  tools: z.string(),
  charts: z.string().optional(),
  kind: z.string(),
  versions: z.object({
    istio: z.string(),
    kubernetes: z.string(),
    kind: z.string(),
    envoy: z.string(),
    supplier: z.enum(['source', 'published']),
  }),
})
export type ClusterState = z.infer<typeof schema>

/** Where a node has the directory of its cluster's state (supply/node/kind.yaml). */
const OWNER = '/proving-ground/owner'

/** A cluster of ours that exists. */
export interface ClusterInfo {
  name: string
  /** `owned`: a run is using it; `kept`: left on purpose; `orphan`: its run is dead. */
  use: 'owned' | 'kept' | 'orphan'
  /** Where its kubeconfig and lock are; undefined when that directory is gone. */
  directory: string | undefined
  state: ClusterState | undefined
}

/** Where the state of a new cluster goes. */
export function stateDirectory(name: string): string {
  return join(cachePaths.clusters(), name)
}

/**
 * Makes the directory of a new cluster, readable by its user alone, and takes the owner's lock. Not while somebody
 * looks for orphans: between the two it would look like one.
 */
export async function newState(state: ClusterState, signal: AbortSignal): Promise<{ directory: string; lock: Lock }> {
  const directory = stateDirectory(state.name)
  return alone(signal, async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const lock = tryLock(ownerLock(directory))
    if (!lock) throw new Error(`${directory} is in use`)
    await writeState(directory, state)
    return { directory, lock }
  })
}

/** Takes the owner's lock of a cluster that nobody owns. @throws CannotRun when a run is using it */
export async function ownState(name: string, directory: string): Promise<Lock> {
  try {
    // Whoever lists the clusters holds the lock for a moment too.
    return await takeLock(ownerLock(directory), AbortSignal.timeout(2000), () => undefined)
  } catch {
    throw new CannotRun(`another run is using ${name}: wait for it, or see npm run cluster status`)
  }
}

/** Runs an action that no other run's may overlap: looking for orphans, making a new cluster's directory. */
export async function alone<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T> {
  const lock = await takeLock(join(cachePaths.locks(), 'clusters.lock'), signal, () => undefined)
  try {
    return await action()
  } finally {
    lock.release()
  }
}

/** Writes down what is known of a cluster. */
export async function writeState(directory: string, state: ClusterState): Promise<void> {
  const file = join(directory, 'cluster.json')
  await writeFile(`${file}.new`, JSON.stringify(state, null, 2))
  await rename(`${file}.new`, file)
}

/** Every cluster of ours that the engine has, whoever made it, and those whose containers are gone already. */
export async function listClusters(): Promise<ClusterInfo[]> {
  // Nobody else mounts that, and every image of a node can.
  const filters = [`volume=${OWNER}`, 'label=io.x-k8s.kind.cluster'].flatMap((filter) => ['--filter', filter])
  const { stdout, stderr, exitCode } = await $({
    quiet: true,
    nothrow: true,
  })`docker ps --all --quiet --no-trunc ${filters}`
  if (exitCode !== 0)
    throw new CannotRun(`Docker does not answer: ${stderr.trim()}\n  npm run cluster prepare starts it`)
  const running = await inspect(stdout.split('\n').filter(Boolean))
  const left = (await readdir(cachePaths.clusters()).catch(() => [])).filter(
    (name) => !running.some((cluster) => cluster.name === name),
  )
  const gone = await Promise.all(left.map((name) => describe({ name, directory: stateDirectory(name) })))
  return [
    ...(await Promise.all(running.map(describe))),
    // What has no container cannot be used any more, kept or not; one that has an owner is just being made.
    ...gone.map((info) => (info.use === 'kept' ? { ...info, use: 'orphan' as const } : info)),
  ]
}

async function inspect(ids: readonly string[]): Promise<{ name: string; directory: string }[]> {
  if (ids.length === 0) return []
  // One of them may be gone by now; the others are still told.
  const { stdout } = await $({ quiet: true, nothrow: true })`docker inspect ${ids}`
  const containers = JSON.parse(stdout) as {
    Config: { Labels: Record<string, string> }
    Mounts: { Source: string; Destination: string }[]
  }[]
  return containers.map(({ Config, Mounts }) => ({
    name: Config.Labels['io.x-k8s.kind.cluster']!,
    directory: Mounts.find((mount) => mount.Destination === OWNER)?.Source ?? '',
  }))
}

async function describe({ name, directory }: { name: string; directory: string }): Promise<ClusterInfo> {
  if (!existsSync(directory)) return { name, use: 'orphan', directory: undefined, state: undefined }
  const parsed = schema.safeParse(await readState(directory))
  const use = isLocked(ownerLock(directory)) ? 'owned' : parsed.success && parsed.data.kept ? 'kept' : 'orphan'
  return { name, use, directory, state: parsed.success ? parsed.data : undefined }
}

/** Undefined when a killed run left no or half a file. */
async function readState(directory: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(directory, 'cluster.json'), 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Forgets a cluster of the caller's whose container is gone. Not while somebody looks for orphans: without its lock it
 * would look like one. An interrupted run waits for that, too.
 */
export async function endState(directory: string, lock: Lock): Promise<void> {
  await alone(new AbortController().signal, async () => {
    lock.release()
    await forgetState(directory)
  })
}

/** Forgets a cluster that nobody owns and whose container is gone. */
export async function forgetState(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true })
}

function ownerLock(directory: string): string {
  return join(directory, 'owner.lock')
}
