import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeOwner } from '../lifecycle/owner.ts'
import type { Artifact, BuildContext } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import { COMMIT_CHANGES, commitNodeImage, isInEngine } from '../node-image/commit.ts'
import { LABEL, NODE_IMAGE, nodeImageName, rootImageName } from '../node-image/names.ts'
import type { Toolchain } from '../toolchain.ts'
import { writeArchive } from './image-archive.ts'
import { imageRecipes, type ImageArtifacts } from './recipes.ts'

/** Artifacts of the node itself. */
export interface NodeArtifacts extends ImageArtifacts {
  nodeRootfs: Artifact
  workloadRootfs: Artifact
}

/** The node image, with every image that a run needs in it: nothing is loaded when a cluster starts. */
export function nodeImage(pins: Toolchain, artifacts: NodeArtifacts): Artifact {
  const self: Artifact = {
    name: NODE_IMAGE,
    title: 'node image',
    inputs: [LABELS, STOP_SIGNAL, COMMIT_CHANGES[1], imageRecipes(pins, artifacts, (artifact) => artifact.name)],
    dependsOn: [
      ...new Set([artifacts.programs, artifacts.kubernetes]),
      ...[artifacts.istioSource, artifacts.envoy, artifacts.nodeRootfs, artifacts.workloadRootfs],
      ...(artifacts.cni ? [artifacts.cni] : []),
      ...artifacts.others.flatMap(({ programs, source, cni }) => [programs, source, ...(cni ? [cni] : [])]),
    ],
    seconds: 40,
    cpuBound: true,
    requires: 'engine',
    exists: () => isInEngine(nodeImageName(self)),
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
      // Unpacking mounts, and it needs a volume: not on top of the engine's own layers.
      const run = ['--volume', '/var', '--stop-signal', STOP_SIGNAL, root, 'sleep', 'infinity']
      await commitNodeImage(
        { self, owner, run },
        (container) => fill(container, archive, artifacts.kubernetes, context),
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

/** Puts Kubernetes' programs and all images into a container of the root file system. */
async function fill(container: string, archive: string, programs: Artifact, context: BuildContext): Promise<void> {
  const binaries = join(context.outDir, 'binaries')
  await mkdir(binaries)
  for (const name of ['kubeadm', 'kubelet', 'kubectl']) {
    await cp(join(context.pathOf(programs), 'bin', name), join(binaries, name))
  }
  await tool(['docker', 'cp', `${binaries}/.`, `${container}:/usr/bin/`], context)
  await rm(binaries, { recursive: true })
  await tool(
    ['sh', '-c', 'tar -C "$1" -hc . | docker exec -i "$2" /proving-ground/import-images', 'sh', archive, container],
    context,
  )
}
