import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { cacheError, cachePaths } from '../cache/cache.ts'
import type { ClusterInfo } from '../lifecycle/list.ts'
import { isLocked } from '../cache/lock.ts'
import { directoryOf, type Artifact } from '../build/artifact.ts'
import { publishedToolchain } from '../published/provider.ts'
import { sourceToolchain } from '../source/provider.ts'
import { parseState } from '../lifecycle/state.ts'
import type { Need, ToolchainProvider } from '../provider.ts'
import { loadToolchain } from '../toolchain.ts'
import { isSystemError } from '../../shared/thrown.ts'

/** Every artifact that some choice of provider and needs has. */
export function currentArtifacts(): Artifact[] {
  const { otherIstio, otherKubernetes } = loadToolchain()
  const others = Object.keys(otherIstio).map((minor): Need => `istio-${minor}`)
  const choices = combinations(['helm', 'cni', ...others])
  // A cluster has one Kubernetes, and of the other ones no node image is published.
  const elsewhere = Object.keys(otherKubernetes).flatMap((minor) =>
    choices.map((needs): Need[] => [...needs, `kubernetes-${minor}`]),
  )
  const artifacts = (provider: ToolchainProvider, all: readonly Need[][]) =>
    all.flatMap((needs) => [...provider.plan(needs).artifacts])
  return [...artifacts(sourceToolchain, [...choices, ...elsewhere]), ...artifacts(publishedToolchain, choices)]
}

/** Every subset of what may be needed. */
function combinations(needs: readonly Need[]): Need[][] {
  return needs.reduce<Need[][]>((all, need) => [...all, ...all.map((some) => [...some, need])], [[]])
}

/** Names of the artifacts that are there, that the pinned versions do not name and that no cluster uses, running or not. */
export async function staleArtifactNames(): Promise<string[]> {
  const keep = new Set(
    [...currentArtifacts().map(directoryOf), ...(await usedByClusters())].map((path) => basename(path)),
  )
  return (await entriesOf(cachePaths.artifacts())).filter((entry) => !keep.has(entry))
}

/**
 * Removes these artifacts. @param stays whether to leave an artifact all the same
 * @returns a line for each that was removed
 */
export async function pruneArtifacts(names: readonly string[], stays: (name: string) => boolean): Promise<string[]> {
  return removeAll(
    cachePaths.artifacts(),
    names.filter((name) => !stays(name)),
  )
}

/** Removes what killed builds left. @returns a line for each */
export async function pruneBuilding(): Promise<string[]> {
  const lockOf = (entry: string) => join(cachePaths.locks(), `${entry.slice(0, entry.lastIndexOf('.'))}.lock`)
  const entries = await entriesOf(cachePaths.building())
  return removeAll(
    cachePaths.building(),
    entries.filter((entry) => !isLocked(lockOf(entry))),
  )
}

/** Removes first parts of downloads that no run is getting. @returns a line for each */
export async function pruneDownloads(): Promise<string[]> {
  const lockOf = (entry: string) => join(cachePaths.locks(), `download-${entry.replace(/\.partial.*$/, '')}.lock`)
  const entries = await entriesOf(cachePaths.downloads())
  return removeAll(
    cachePaths.downloads(),
    entries.filter((entry) => !isLocked(lockOf(entry))),
  )
}

/** Removes kind's logs of failed creations whose clusters are gone. @returns a line for each */
export async function pruneLogs(clusters: readonly ClusterInfo[]): Promise<string[]> {
  const entries = (await entriesOf(cachePaths.logs())).filter((entry) =>
    /^proving-ground-[0-9a-f]{8}\.log$/.test(entry),
  )
  return removeAll(
    cachePaths.logs(),
    entries.filter((entry) => !clusters.some(({ name }) => entry === `${name}.log`)),
  )
}

/** Directories of the artifacts that clusters use, as their state files say; this needs no Docker engine. */
async function usedByClusters(): Promise<string[]> {
  const used = await Promise.all([cachePaths.clusters(), cachePaths.earlierClusters()].map(usedBelow))
  return used.flat()
}

async function usedBelow(clusters: string): Promise<string[]> {
  const texts = await Promise.all(
    (await entriesOf(clusters)).map((name) => textOf(join(clusters, name, 'cluster.json'))),
  )
  return texts
    .map(parseState)
    .filter((state) => state !== undefined)
    .flatMap(({ kind, tools, charts, otherIstio }) => [
      ...[dirname(dirname(kind)), dirname(tools), charts],
      ...Object.values(otherIstio ?? {}).map((other) => other.charts),
    ])
    .filter((path) => path !== undefined)
}

/** The text of a file; empty when there is none. Any other error is thrown: then no artifact is known to be unused. */
async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return ''
    throw cacheError(error)
  })
}

async function entriesOf(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return []
    throw cacheError(error)
  })
}

async function removeAll(directory: string, entries: readonly string[]): Promise<string[]> {
  for (const entry of entries) await rm(join(directory, entry), { recursive: true, force: true })
  return entries.map((entry) => `cache ${entry}`)
}
