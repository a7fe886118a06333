import { link, mkdir, copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Work } from '../part.ts'
import { tool } from '../tool.ts'

/** An image that the node holds when it starts. */
export interface ImageRecipe {
  /** Names under which Kubernetes or Istio asks for it. */
  names: readonly string[]
  /** Files from built parts: where they are, where they go. */
  files: readonly { from: string; to: string }[]
  /** Dockerfile lines after the files: ENTRYPOINT, ENV, USER. */
  settings: readonly string[]
  /** On the workload root file system, or on nothing. */
  base: 'workload' | 'scratch'
}

/** Builds an image with the engine's classic builder, offline. Returns its names. */
export async function buildImage(recipe: ImageRecipe, baseImage: string, work: Work): Promise<readonly string[]> {
  const context = join(work.to, `context-${recipe.names[0]!.replace(/[^a-z0-9]/g, '-')}`)
  await mkdir(context)
  const lines = [`FROM ${recipe.base === 'workload' ? baseImage : 'scratch'}`, 'LABEL proving-ground=image']
  for (const [i, { from, to }] of recipe.files.entries()) {
    await linkOrCopy(from, join(context, String(i)))
    lines.push(`COPY ${i} ${to}`)
  }
  await writeFile(join(context, 'Dockerfile'), [...lines, ...recipe.settings, ''].join('\n'))
  const tags = recipe.names.flatMap((name) => ['--tag', name])
  await tool(['docker', 'build', '--quiet', ...tags, context], { ...work, env: { DOCKER_BUILDKIT: '0' } })
  await tool(['rm', '-r', context], work)
  return recipe.names
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to))
}
