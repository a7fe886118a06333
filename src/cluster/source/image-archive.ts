import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { BuildContext } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'

/** An image that the node holds when it starts. */
export interface ImageRecipe {
  /** Names under which Kubernetes or Istio asks for it. */
  names: readonly string[]
  /** Files from built artifacts: where they are, where they go. */
  files: readonly { from: string; to: string }[]
  /** As in the image specification: Entrypoint, Env, User and the like. */
  config: Readonly<Record<string, unknown>>
  /** On the workload root file system, or on nothing. */
  base: 'workload' | 'scratch'
}

interface Layer {
  file: string
  /** SHA-256 in hex, of the tar file itself. */
  digest: string
}

/**
 * Writes images as `docker save` would, into a directory whose tar, links followed, is what `ctr images import` reads. No engine is
 * asked, so images of these names that the user has stay as they are.
 */
export async function writeArchive(
  recipes: readonly ImageRecipe[],
  workloadRootfs: string,
  directory: string,
  context: BuildContext,
): Promise<void> {
  await mkdir(directory)
  const base = await addLayer(directory, workloadRootfs)
  const manifest: unknown[] = []
  for (const recipe of recipes) {
    const own = await addLayer(directory, await makeLayer(recipe, directory, context))
    const layers = recipe.base === 'workload' ? [base, own] : [own]
    const config = `${own.digest}-${manifest.length}.json`
    await writeFile(join(directory, config), JSON.stringify(imageConfig(recipe, layers)))
    manifest.push({ Config: config, RepoTags: recipe.names, Layers: layers.map((layer) => layer.file) })
  }
  await writeFile(join(directory, 'manifest.json'), JSON.stringify(manifest))
}

function imageConfig({ config }: ImageRecipe, layers: readonly Layer[]): unknown {
  return {
    architecture: 'amd64',
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => `sha256:${layer.digest}`) },
  }
}

/** A tar file of the recipe's files, each at its place. */
async function makeLayer({ files }: ImageRecipe, directory: string, context: BuildContext): Promise<string> {
  const root = join(directory, 'layer')
  for (const { from, to } of files) {
    await mkdir(dirname(join(root, to)), { recursive: true })
    await symlink(from, join(root, to))
  }
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--mtime=@0', '--sort=name']
  // Links are followed. A hard link would change the file's own times, which another build's tar reports as an error.
  await tool(['tar', '--create', '--dereference', ...owner, '--file', `${root}.tar`, '--directory', root, '.'], context)
  await rm(root, { recursive: true })
  return `${root}.tar`
}

/** Moves the tar file into the archive, or links it symbolically, under the name of its content. */
async function addLayer(directory: string, tar: string): Promise<Layer> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(tar, { highWaterMark: 1 << 20 }), hash)
  const digest = hash.digest('hex')
  const file = `${digest}.tar`
  if (dirname(tar) === directory) await rename(tar, join(directory, file))
  else await symlink(tar, join(directory, file))
  return { file, digest }
}
