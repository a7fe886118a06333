import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from 'zx'
import { makeOwner, type Owner } from '../lifecycle/owner.ts'
import { keyOf, type Part, type Work } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import type { Toolchain } from '../toolchain.ts'
import { writeArchive } from './image-archive.ts'
import { imageRecipes, type ImageParts } from './recipes.ts'

/** The label by which our images are known. A container has the labels of its image, so it tells nothing of containers. */
export const LABEL = 'proving-ground'

/**
 * How the names of this owner's containers begin in which an image is being made; the part's key follows. The name says
 * whose they are: labels go over to the image, and from there to every node.
 */
export function bakingPrefix({ uid, cache }: Owner): string {
  return `proving-ground-baking-${uid}-${cache}-`
}

/** The name of the image that an owner's node image is made from, while it is being made. */
export function rootImageName(image: string, { uid, cache }: Owner): string {
  return `${image}-root-${uid}-${cache}`
}

/** Parts of the node itself. */
export interface NodeParts extends ImageParts {
  nodeRootfs: Part
  workloadRootfs: Part
}

/** The name of the node image in the engine. */
export function nodeImageName(part: Part): string {
  return `proving-ground/node:${keyOf(part)}`
}

/** The node image, with every image that a run needs in it: nothing is loaded when a cluster starts. */
export function nodeImage(pins: Toolchain, parts: NodeParts): Part {
  const self: Part = {
    name: 'node-image',
    title: 'node image',
    inputs: [LABELS, STOP_SIGNAL, ENTRYPOINT, imageRecipes(pins, parts, (part) => part.name)],
    uses: Object.values(parts).filter((part): part is Part => part !== undefined),
    seconds: 40,
    busy: true,
    after: 'engine',
    // Its directory only says that it was made; the engine has it, and may lose it.
    isThere: async () => {
      const { exitCode } = await $({ quiet: true, nothrow: true })`docker image inspect ${nodeImageName(self)}`
      return exitCode === 0
    },
    build: async (work) => {
      const archive = join(work.to, 'images')
      const recipes = imageRecipes(pins, parts, work.of)
      await writeArchive(recipes, join(work.of(parts.workloadRootfs), 'rootfs.tar'), archive, work)
      const owner = await makeOwner()
      const root = rootImageName(nodeImageName(self), owner)
      const labels = LABELS.flatMap((label) => ['--change', label])
      await tool(['docker', 'import', ...labels, join(work.of(parts.nodeRootfs), 'rootfs.tar'), root], work)
      await bake(
        { root, self, archive, programs: parts.programs, container: `${bakingPrefix(owner)}${keyOf(self)}` },
        work,
      )
      await tool(['docker', 'rmi', '--no-prune', root], work)
      await rm(archive, { recursive: true })
    },
  }
  return self
}

const LABELS = [`LABEL ${LABEL}=node`, 'ENV container=docker']
/** systemd ends in order on it; a commit takes it over from the container. */
const STOP_SIGNAL = 'SIGRTMIN+3'
const ENTRYPOINT = 'ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]'

/** Puts Kubernetes' programs and all images into a container of the root file system, and commits it. */
async function bake(
  from: { root: string; self: Part; archive: string; programs: Part; container: string },
  work: Work,
): Promise<void> {
  const { root, self, archive, programs, container } = from
  const docker = (...words: string[]) => tool(['docker', ...words], work)
  // One of this name was left by a killed build: the part's lock says that nobody is at it.
  await docker('rm', '--force', '--volumes', container)
  const marks = ['--name', container, '--stop-signal', STOP_SIGNAL]
  // Unpacking mounts, and it needs a volume: not on top of the engine's own layers.
  await docker('run', '--detach', '--privileged', '--volume', '/var', ...marks, root, 'sleep', 'infinity')
  try {
    const binaries = join(work.to, 'binaries')
    await mkdir(binaries)
    for (const name of ['kubeadm', 'kubelet', 'kubectl']) {
      await cp(join(work.of(programs), 'bin', name), join(binaries, name))
    }
    await docker('cp', `${binaries}/.`, `${container}:/usr/bin/`)
    await rm(binaries, { recursive: true })
    await tool(
      ['sh', '-c', 'tar -C "$1" -hc . | docker exec -i "$2" /proving-ground/import-images', 'sh', archive, container],
      work,
    )
    await docker('commit', '--change', `LABEL ${LABEL}=node`, '--change', ENTRYPOINT, container, nodeImageName(self))
  } finally {
    // Also when interrupted: its signal is spent then, so it goes without.
    await tool(['docker', 'rm', '--force', '--volumes', container], { ...work, signal: new AbortController().signal })
  }
}
