import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from 'zx'
import { chooseSupplier } from './choose.ts'
import { down, removeOrphans } from './clusters.ts'
import { tryLock } from './lock.ts'
import { directoryOf } from './part.ts'
import { cachePaths } from './paths.ts'
import { LABEL } from './source/node-image.ts'
import { listClusters } from './state.ts'
import type { Need } from './supplier.ts'

/** Removes what nobody uses: orphans, kept clusters when asked, rubbish of builds, parts and images of other pins. */
export async function prune(options: { kept: boolean }): Promise<string[]> {
  const removed = (await removeOrphans()).map((c) => `cluster ${c.name}`)
  for (const cluster of options.kept ? (await listClusters()).filter((c) => c.use === 'kept') : []) {
    await down(cluster.name)
    removed.push(`cluster ${cluster.name}`)
  }
  return [...removed, ...(await pruneBuilding()), ...(await pruneParts()), ...(await pruneImages())]
}

async function pruneBuilding(): Promise<string[]> {
  const entries = await readdir(cachePaths.building()).catch(() => [])
  return removeAll(cachePaths.building(), entries.filter(isAbandoned))
}

async function pruneParts(): Promise<string[]> {
  const all: Need[] = ['helm', 'cni']
  const plans = [[], all, ...all.map((need) => [need])].map((needs) => chooseSupplier(undefined).plan(needs))
  const current = new Set(plans.flatMap((plan) => plan.parts.map(directoryOf)))
  const entries = await readdir(cachePaths.parts()).catch(() => [])
  return removeAll(
    cachePaths.parts(),
    entries.filter((entry) => !current.has(join(cachePaths.parts(), entry))),
  )
}

/** Node images whose parts are gone; one that a container uses stays. */
async function pruneImages(): Promise<string[]> {
  const parts = new Set(await readdir(cachePaths.parts()).catch(() => []))
  const format = '{{.Repository}}:{{.Tag}}'
  const { stdout } = await $({ quiet: true })`docker images --filter label=${LABEL} --format ${format}`
  const ours = stdout.split('\n').filter((name) => name.startsWith('proving-ground/node:'))
  const unused = ours.filter((name) => !parts.has(`node-image-${name.split(':')[1]!.split('-')[0]}`))
  const removed: string[] = []
  for (const name of unused) {
    const { exitCode } = await $({ quiet: true, nothrow: true })`docker rmi ${name}`
    if (exitCode === 0) removed.push(`image ${name}`)
  }
  return removed
}

function isAbandoned(entry: string): boolean {
  const lock = tryLock(join(cachePaths.locks(), `${entry.slice(0, entry.lastIndexOf('.'))}.lock`))
  lock?.release()
  return lock !== undefined
}

async function removeAll(directory: string, entries: readonly string[]): Promise<string[]> {
  for (const entry of entries) await rm(join(directory, entry), { recursive: true, force: true })
  return entries.map((entry) => `cache ${entry}`)
}
