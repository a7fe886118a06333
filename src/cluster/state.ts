import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from 'zx'
import { z } from 'zod'
import { tryLock, type Lock } from './lock.ts'
import { cachePaths } from './paths.ts'
import { LABEL } from './source/node-image.ts'

/** What is written down about a cluster, beside its kubeconfig and its owner's lock. */
const schema = z.strictObject({
  name: z.string(),
  /** True once its owner has left it in place on purpose. */
  kept: z.boolean(),
  /** ISO 8601. */
  createdAt: z.string(),
  tools: z.string(),
  kind: z.string(),
  versions: z.strictObject({
    istio: z.string(),
    kubernetes: z.string(),
    kind: z.string(),
    envoy: z.string(),
    supplier: z.enum(['source', 'published']),
  }),
})
export type ClusterState = z.infer<typeof schema>

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

/** Makes the directory, readable by its user alone, and takes the owner's lock. */
export async function claimState(state: ClusterState): Promise<{ directory: string; lock: Lock }> {
  const directory = stateDirectory(state.name)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const lock = tryLock(ownerLock(directory))
  if (!lock) throw new Error(`${directory} is in use`)
  await writeState(directory, state)
  return { directory, lock }
}

/** Writes down what is known of a cluster. */
export async function writeState(directory: string, state: ClusterState): Promise<void> {
  await writeFile(join(directory, 'cluster.json'), JSON.stringify(state, null, 2))
}

/** Every cluster of ours that the engine has, whoever made it, and those whose containers are gone already. */
export async function listClusters(): Promise<ClusterInfo[]> {
  const { stdout } = await $({
    quiet: true,
  })`docker ps --all --no-trunc --filter label=${LABEL}=node --filter label=io.x-k8s.kind.cluster --format ${'{{.ID}}'}`
  const ids = stdout.split('\n').filter(Boolean)
  const running = await Promise.all(ids.map(inspect))
  const left = (await readdir(cachePaths.clusters()).catch(() => [])).filter(
    (name) => !running.some((c) => c.name === name),
  )
  const infos = [...running, ...left.map((name) => ({ name, directory: stateDirectory(name) }))]
  return Promise.all(infos.map(describe))
}

async function inspect(id: string): Promise<{ name: string; directory: string }> {
  const { stdout } = await $({ quiet: true })`docker inspect ${id}`
  const [container] = JSON.parse(stdout) as {
    Config: { Labels: Record<string, string> }
    Mounts: { Source: string; Destination: string }[]
  }[]
  const owner = container?.Mounts.find((mount) => mount.Destination === '/proving-ground/owner')
  return { name: container!.Config.Labels['io.x-k8s.kind.cluster']!, directory: owner?.Source ?? '' }
}

async function describe({ name, directory }: { name: string; directory: string }): Promise<ClusterInfo> {
  if (!existsSync(directory)) return { name, use: 'orphan', directory: undefined, state: undefined }
  const text = await readFile(join(directory, 'cluster.json'), 'utf8').catch(() => '{}')
  const parsed = schema.safeParse(JSON.parse(text))
  const lock = tryLock(ownerLock(directory))
  lock?.release()
  const use = !lock ? 'owned' : parsed.success && parsed.data.kept ? 'kept' : 'orphan'
  return { name, use, directory, state: parsed.success ? parsed.data : undefined }
}

/** Forgets a cluster whose container is gone. */
export async function forgetState(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true })
}

function ownerLock(directory: string): string {
  return join(directory, 'owner.lock')
}
