import { readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { $ } from 'zx'
import { publishedSupplier } from './published/supplier.ts'
import { down, removeOrphans } from './clusters.ts'
import { engineAnswers } from './engine.ts'
import { isLocked } from './lock.ts'
import { directoryOf, type Part } from './part.ts'
import { cachePaths } from './paths.ts'
import { BAKING, LABEL, nodeImageName } from './source/node-image.ts'
import { sourceSupplier } from './source/supplier.ts'
import { listClusters } from './state.ts'
import type { Need } from './supplier.ts'

/**
 * Removes what nobody uses: orphans, kept clusters when asked, what killed builds left, and parts and images that the
 * pinned versions no longer name and no cluster uses.
 * @returns what was removed, a line each
 */
export async function prune(options: { kept: boolean }): Promise<string[]> {
  if (!(await engineAnswers())) return [...(await pruneBuilding()), ...(await pruneParts([]))]
  const removed = (await removeOrphans()).map((cluster) => `cluster ${cluster.name}`)
  const clusters = await listClusters()
  for (const cluster of options.kept ? clusters.filter((c) => c.use === 'kept') : []) {
    await down(cluster.name)
    removed.push(`cluster ${cluster.name}`)
  }
  const used = (await listClusters()).flatMap(({ state }) =>
    state ? [dirname(dirname(state.kind)), dirname(state.tools)] : [],
  )
  return [
    ...removed,
    ...(await pruneBakers()),
    ...(await pruneBuilding()),
    ...(await pruneParts(used)),
    ...(await pruneImages()),
  ]
}

/** Every part that some choice of needs has. */
function currentParts(): Part[] {
  const choices: Need[][] = [[], ['helm'], ['cni'], ['helm', 'cni']]
  return choices.flatMap((needs) =>
    [sourceSupplier, publishedSupplier].flatMap((supplier) => [...supplier.plan(needs).parts]),
  )
}

async function pruneBuilding(): Promise<string[]> {
  const entries = await readdir(cachePaths.building()).catch(() => [])
  const lockOf = (entry: string) => join(cachePaths.locks(), `${entry.slice(0, entry.lastIndexOf('.'))}.lock`)
  return removeAll(
    cachePaths.building(),
    entries.filter((entry) => !isLocked(lockOf(entry))),
  )
}

/** @param used directories of parts that clusters still use */
async function pruneParts(used: readonly string[]): Promise<string[]> {
  const keep = new Set([...currentParts().map(directoryOf), ...used])
  const entries = await readdir(cachePaths.parts()).catch(() => [])
  return removeAll(
    cachePaths.parts(),
    entries.filter((entry) => !keep.has(join(cachePaths.parts(), entry))),
  )
}

/** Containers in which an image was being made when their run was killed. */
async function pruneBakers(): Promise<string[]> {
  const format = `{{.Names}}\t{{.Label "${BAKING}"}}`
  const { stdout } = await $({ quiet: true })`docker ps --all --filter label=${BAKING} --format ${format}`
  const bakers = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'))
  const abandoned = bakers.filter(([, lock = '']) => !isLocked(lock)).map(([name = '']) => name)
  for (const name of abandoned) await $({ quiet: true, nothrow: true })`docker rm --force --volumes ${name}`
  return abandoned.map((name) => `container ${name}`)
}

/** Our node images of other versions; the engine keeps one that a container uses. */
async function pruneImages(): Promise<string[]> {
  const keep = new Set(currentParts().map(nodeImageName))
  const format = '{{.Repository}}:{{.Tag}}'
  const { stdout } = await $({ quiet: true })`docker images --filter label=${LABEL} --format ${format}`
  const unused = stdout.split('\n').filter((name) => name.startsWith('proving-ground/node:') && !keep.has(name))
  const removed: string[] = []
  for (const name of unused) {
    const { exitCode } = await $({ quiet: true, nothrow: true })`docker rmi ${name}`
    if (exitCode === 0) removed.push(`image ${name}`)
  }
  return removed
}

async function removeAll(directory: string, entries: readonly string[]): Promise<string[]> {
  for (const entry of entries) await rm(join(directory, entry), { recursive: true, force: true })
  return entries.map((entry) => `cache ${entry}`)
}
