import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from 'zx'
import { keyOf, lockOf, type Part, type Work } from '../part.ts'
import { tool } from '../tool.ts'
import type { Toolchain } from '../toolchain.ts'
import { writeArchive } from './image-archive.ts'
import { imageRecipes, type ImageParts } from './recipes.ts'

/** The label by which our node containers and images are known; never touch one without it. */
export const LABEL = 'proving-ground'

/** The label of a container in which an image is being made; its value is the lock of whoever makes it. */
export const BAKING = `${LABEL}.baking`

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
      const root = `${nodeImageName(self)}-root`
      const labels = LABELS.flatMap((label) => ['--change', label])
      await tool(['docker', 'import', ...labels, join(work.of(parts.nodeRootfs), 'rootfs.tar'), root], work)
      await bake({ root, image: nodeImageName(self), archive, programs: parts.programs, lock: lockOf(self) }, work)
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
  from: { root: string; image: string; archive: string; programs: Part; lock: string },
  work: Work,
): Promise<void> {
  const { root, image, archive, programs, lock } = from
  const container = `proving-ground-baking-${image.split(':')[1]}`
  const docker = (...words: string[]) => tool(['docker', ...words], work)
  // One of this name was left by a killed build: the part's lock says that nobody is at it.
  await docker('rm', '--force', '--volumes', container)
  const marks = ['--name', container, '--label', `${BAKING}=${lock}`, '--stop-signal', STOP_SIGNAL]
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
    await docker('commit', '--change', `LABEL ${LABEL}=node`, '--change', ENTRYPOINT, container, image)
  } finally {
    // Also when interrupted: its signal is spent then, so it goes without.
    await tool(['docker', 'rm', '--force', '--volumes', container], { ...work, signal: new AbortController().signal })
  }
}
