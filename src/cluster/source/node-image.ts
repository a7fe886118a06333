import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from 'zx'
import { makeOwner, type Owner } from '../lifecycle/owner.ts'
import { keyOf, type Artifact, type BuildContext } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import type { Toolchain } from '../toolchain.ts'
import { writeArchive } from './image-archive.ts'
import { imageRecipes, type ImageArtifacts } from './recipes.ts'

/** The label of our images. A container inherits the labels of its image, so this label does not tell containers apart. */
export const LABEL = 'proving-ground'

/**
 * How the names of this owner's containers begin in which an image is being made; the artifact's key follows. The name says
 * whose they are: labels go over to the image, and from there to every node.
 */
export function buildContainerPrefix({ uid, cache }: Owner): string {
  return `proving-ground-baking-${uid}-${cache}-`
}

/** The name of the image that an owner's node image is made from, while it is being made. */
export function rootImageName(image: string, { uid, cache }: Owner): string {
  return `${image}-root-${uid}-${cache}`
}

/** Artifacts of the node itself. */
export interface NodeArtifacts extends ImageArtifacts {
  nodeRootfs: Artifact
  workloadRootfs: Artifact
}

/** The name of the node image in the engine. */
export function nodeImageName(artifact: Artifact): string {
  return `proving-ground/node:${keyOf(artifact)}`
}

/** The node image, with every image that a run needs in it: nothing is loaded when a cluster starts. */
export function nodeImage(pins: Toolchain, artifacts: NodeArtifacts): Artifact {
  const self: Artifact = {
    name: 'node-image',
    title: 'node image',
    inputs: [LABELS, STOP_SIGNAL, ENTRYPOINT, imageRecipes(pins, artifacts, (artifact) => artifact.name)],
    dependsOn: [
      ...new Set([artifacts.programs, artifacts.kubernetes]),
      ...[artifacts.istioSource, artifacts.envoy, artifacts.nodeRootfs, artifacts.workloadRootfs],
      ...(artifacts.cni ? [artifacts.cni] : []),
      ...artifacts.others.flatMap(({ programs, source, cni }) => [programs, source, ...(cni ? [cni] : [])]),
    ],
    seconds: 40,
    cpuBound: true,
    requires: 'engine',
    // The directory only says that the image was made; the image itself is in the engine, and may be deleted there.
    exists: async () => {
      const { exitCode } = await $({ quiet: true, nothrow: true })`docker image inspect ${nodeImageName(self)}`
      return exitCode === 0
    },
    build: async (context) => {
      const archive = join(context.outDir, 'images')
      const recipes = imageRecipes(pins, artifacts, context.pathOf)
      await writeArchive(recipes, join(context.pathOf(artifacts.workloadRootfs), 'rootfs.tar'), archive, context)
      const owner = await makeOwner()
      const root = rootImageName(nodeImageName(self), owner)
      const labels = LABELS.flatMap((label) => ['--change', label])
      await tool(
        ['docker', 'import', ...labels, join(context.pathOf(artifacts.nodeRootfs), 'rootfs.tar'), root],
        context,
      )
      await bake(
        {
          root,
          self,
          archive,
          programs: artifacts.kubernetes,
          container: `${buildContainerPrefix(owner)}${keyOf(self)}`,
        },
        context,
      )
      await tool(['docker', 'rmi', '--no-prune', root], context)
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
  from: { root: string; self: Artifact; archive: string; programs: Artifact; container: string },
  context: BuildContext,
): Promise<void> {
  const { root, self, archive, programs, container } = from
  const docker = (...words: string[]) => tool(['docker', ...words], context)
  // A container of this name was left by a killed build: this build holds the artifact's lock.
  await docker('rm', '--force', '--volumes', container)
  const marks = ['--name', container, '--stop-signal', STOP_SIGNAL]
  // Unpacking mounts, and it needs a volume: not on top of the engine's own layers.
  await docker('run', '--detach', '--privileged', '--volume', '/var', ...marks, root, 'sleep', 'infinity')
  try {
    const binaries = join(context.outDir, 'binaries')
    await mkdir(binaries)
    for (const name of ['kubeadm', 'kubelet', 'kubectl']) {
      await cp(join(context.pathOf(programs), 'bin', name), join(binaries, name))
    }
    await docker('cp', `${binaries}/.`, `${container}:/usr/bin/`)
    await rm(binaries, { recursive: true })
    await tool(
      ['sh', '-c', 'tar -C "$1" -hc . | docker exec -i "$2" /proving-ground/import-images', 'sh', archive, container],
      context,
    )
    await docker('commit', '--change', `LABEL ${LABEL}=node`, '--change', ENTRYPOINT, container, nodeImageName(self))
  } finally {
    // Also when interrupted: its signal is spent then, so it goes without.
    await tool(['docker', 'rm', '--force', '--volumes', container], {
      ...context,
      signal: new AbortController().signal,
    })
  }
}
