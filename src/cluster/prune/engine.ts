import { join } from 'node:path'
import { docker, tryDocker } from '../machine/docker.ts'
import { isLocked } from '../cache/lock.ts'
import { findOwner, type Owner } from '../lifecycle/owner.ts'
import { cachePaths } from '../cache/cache.ts'
import { currentArtifacts } from './cache.ts'
import { buildContainerPrefix, LABEL, nodeImageName, rootImageName } from '../node-image/names.ts'

/** Removes containers of this owner in which an image was being made when their run was killed. @returns a line for each */
export async function pruneBuildContainers(): Promise<string[]> {
  const owner = await findOwner()
  if (!owner) return []
  const format = '{{.Names}}\t{{.Label "io.x-k8s.kind.cluster"}}'
  const containers = lines(await docker(['ps', '--all', '--format', format])).map((line) => line.split('\t'))
  const abandoned = containers.flatMap(([name = '', cluster = '']) =>
    cluster === '' && isAbandoned(name, owner) ? [name] : [],
  )
  return removeEach('container', abandoned, ['rm', '--force', '--volumes'])
}

/** Whether a container is one of this owner's builds and its run is dead. */
function isAbandoned(container: string, owner: Owner): boolean {
  const prefix = buildContainerPrefix(owner)
  if (!container.startsWith(prefix)) return false
  return !isLocked(join(cachePaths.locks(), `node-image-${container.slice(prefix.length)}.lock`))
}

/**
 * Removes node images of other versions that this cache made; the engine keeps one that a container uses.
 * @param stale names of artifacts that nobody needs
 * @returns `removed`: a line each; `inUse`: artifacts whose images the engine keeps; `left`: images not made with this cache
 */
export async function pruneImages(
  stale: readonly string[],
): Promise<{ removed: string[]; inUse: string[]; left: string[] }> {
  const images = await nodeImages()
  const current = new Set(currentArtifacts().map(nodeImageName))
  const owner = await findOwner()
  const unused = images.filter((image) => !current.has(image))
  const mine = unused.filter(
    (image) => stale.includes(artifactOf(image)) || (owner !== undefined && isRoot(image, owner)),
  )
  const removed = await removeEach('image', mine, ['rmi'])
  const still = await nodeImages()
  return {
    removed,
    inUse: stale.filter((artifact) => still.some((image) => artifactOf(image) === artifact)),
    left: unused
      .filter((image) => !mine.includes(image))
      .map((image) => `image ${image}, which was not made with this cache (docker rmi ${image} removes it)`),
  }
}

async function nodeImages(): Promise<string[]> {
  const format = '{{.Repository}}:{{.Tag}}'
  const names = lines(await docker(['images', '--filter', `label=${LABEL}`, '--format', format]))
  return names.filter((name) => name.startsWith('proving-ground/node:'))
}

/** The name of the artifact that made an image. */
function artifactOf(image: string): string {
  return `node-image-${image.slice(image.indexOf(':') + 1)}`
}

/** Whether an image is left by a killed build of this owner; a running build holds the lock of its artifact. */
function isRoot(image: string, owner: Owner): boolean {
  const suffix = rootImageName('', owner)
  if (!image.endsWith(suffix)) return false
  return !isLocked(join(cachePaths.locks(), `${artifactOf(image.slice(0, -suffix.length))}.lock`))
}

async function removeEach(what: string, names: readonly string[], words: readonly string[]): Promise<string[]> {
  const removed: string[] = []
  for (const name of names) {
    if ((await tryDocker([...words, name])).fault === undefined) removed.push(`${what} ${name}`)
  }
  return removed
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean)
}
