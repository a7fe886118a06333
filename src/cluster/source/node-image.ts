import { readdirSync, readFileSync } from 'node:fs'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROJECT } from '../../root.ts'
import { keyOf, type Part, type Work } from '../part.ts'
import { tool } from '../tool.ts'
import type { Toolchain } from '../toolchain.ts'
import { buildImage } from './images.ts'
import { imageRecipes, type ImageParts } from './recipes.ts'
import { WORKLOAD_FINISH } from './rootfs.ts'
import { capabilitiesMissing } from './runc-wrapper.ts'

/** The label by which our node containers and images are known; never touch one without it. */
export const LABEL = 'proving-ground'

/** Parts of the node itself. */
export interface NodeParts extends ImageParts {
  kind: Part
  nodeRootfs: Part
  workloadRootfs: Part
  runcWrapper: Part
}

/** The name of the node image in the engine. */
export function nodeImageName(part: Part): string {
  return `proving-ground/node:${keyOf(part)}`
}

/** The node image, with every image that a run needs in it: nothing is loaded when a cluster starts. */
export function nodeImage(pins: Toolchain, parts: NodeParts): Part {
  const files = join(PROJECT, 'supply/node')
  const self: Part = {
    name: 'node-image',
    title: 'node image',
    inputs: [
      capabilitiesMissing(),
      NODE_DOCKERFILE,
      WORKLOAD_FINISH,
      readTree(files),
      imageRecipes(pins, parts, { to: '', log: '', of: (p) => p.name, signal: new AbortController().signal }),
    ],
    uses: Object.values(parts).filter((part): part is Part => part !== undefined),
    seconds: 60,
    busy: true,
    build: async (work) => {
      const workload = await buildWorkloadBase(`${nodeImageName(self)}-workload`, parts, work)
      const base = await buildBase(`${nodeImageName(self)}-base`, pins, parts, files, work)
      const names: string[] = []
      for (const recipe of imageRecipes(pins, parts, work)) names.push(...(await buildImage(recipe, workload, work)))
      await bake(base, names, nodeImageName(self), work)
      // Their layers live on in the node image's content store; the engine need not keep them.
      await tool(['docker', 'rmi', '--force', ...names, workload], work)
      await writeFile(join(work.to, 'image'), nodeImageName(self))
    },
  }
  return self
}

const NODE_DOCKERFILE = `
LABEL ${LABEL}=node
ENV container=docker
STOPSIGNAL SIGRTMIN+3
COPY files/ /
COPY ours/ /
RUN chmod 755 /usr/local/bin/entrypoint /kind /kind/bin /kind/bin/*.sh \\
 && mkdir -p /opt/cni /etc/kubernetes/manifests && ln -sfn /usr/lib/cni /opt/cni/bin \\
 && ln -sf /usr/bin/containerd /usr/bin/ctr /usr/bin/containerd-shim-runc-v2 /usr/local/bin/ \\
 && find /lib/systemd/system/sysinit.target.wants -name systemd-tmpfiles-setup.service -delete \\
 && rm -f /lib/systemd/system/multi-user.target.wants/* /etc/systemd/system/*.wants/* \\
      /lib/systemd/system/local-fs.target.wants/* /lib/systemd/system/sockets.target.wants/*udev* \\
      /lib/systemd/system/sockets.target.wants/*initctl* /lib/systemd/system/basic.target.wants/* \\
 && echo ReadKMsg=no >> /etc/systemd/journald.conf \\
 && sed -i -e '/^OOMScoreAdjust/d' -e '/^Limit/d' /etc/systemd/system/containerd.service \\
 && sed -i -e 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/' \\
      -e "s#registry.k8s.io/pause:[0-9.]*#registry.k8s.io/pause:PAUSE#" /etc/containerd/config.toml \\
 && systemctl enable kubelet.service containerd.service undo-mount-hacks.service && systemctl mask systemd-binfmt.service \\
 && ctr oci spec | jq '.hooks.createContainer[.hooks.createContainer| length] |= . + {"path": "/kind/bin/mount-product-files.sh"}' \\
  | jq 'del(.process.rlimits)' > /etc/containerd/cri-base.json \\
 && echo vKUBERNETES > /kind/version
ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]
`

/** The image that workload images stand on. */
async function buildWorkloadBase(name: string, parts: NodeParts, work: Work): Promise<string> {
  const root = `${name}-root`
  await tool(['docker', 'import', join(work.of(parts.workloadRootfs), 'rootfs.tar'), root], work)
  const context = join(work.to, 'workload')
  await mkdir(context)
  await writeFile(join(context, 'Dockerfile'), `FROM ${root}\nLABEL ${LABEL}=image\n${WORKLOAD_FINISH}\n`)
  await tool(['docker', 'build', '--tag', name, context], { ...work, env: { DOCKER_BUILDKIT: '0' } })
  return name
}

/** Root file system, kind's node files from its own module, Kubernetes' binaries, our configuration. */
async function buildBase(name: string, pins: Toolchain, parts: NodeParts, files: string, work: Work): Promise<string> {
  const root = `${name}-root`
  await tool(['docker', 'import', join(work.of(parts.nodeRootfs), 'rootfs.tar'), root], work)
  const context = join(work.to, 'node')
  const ours = join(context, 'ours')
  await mkdir(join(ours, 'usr/bin'), { recursive: true })
  await cp(await kindFiles(work), join(context, 'files'), { recursive: true })
  await cp(join(files, 'etc'), join(ours, 'etc'), { recursive: true })
  await cp(join(files, 'proving-ground'), join(ours, 'proving-ground'), { recursive: true })
  for (const binary of ['kubeadm', 'kubelet', 'kubectl']) {
    await cp(join(work.of(parts.kubernetes), 'bin', binary), join(ours, 'usr/bin', binary))
  }
  if (capabilitiesMissing()) {
    await mkdir(join(ours, 'usr/local/sbin'), { recursive: true })
    await cp(join(work.of(parts.runcWrapper), 'bin/runc-wrapper'), join(ours, 'usr/local/sbin/runc'))
  }
  await writeFile(
    join(context, 'Dockerfile'),
    `FROM ${root}${NODE_DOCKERFILE}`.replace('PAUSE', pins.pause).replace('KUBERNETES', pins.kubernetes),
  )
  await tool(['docker', 'build', '--tag', name, context], { ...work, env: { DOCKER_BUILDKIT: '0' } })
  await tool(['rm', '-r', context], work)
  return name
}

/** kind ships the files of its node image in its module; they are used from there, not copied into this project. */
async function kindFiles(work: Work): Promise<string> {
  const cwd = join(PROJECT, 'supply/kind')
  const directory = await tool(['go', 'list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kind'], {
    ...work,
    cwd,
    env: { GOFLAGS: '-mod=mod' },
  })
  return join(directory.trim(), 'images/base/files')
}

/** Imports images into the node's own containerd and commits the result. */
async function bake(base: string, names: readonly string[], image: string, work: Work): Promise<void> {
  const container = (await tool(['docker', 'run', '--detach', '--entrypoint', 'sleep', base, 'infinity'], work)).trim()
  try {
    await tool(['docker', 'exec', '--detach', container, 'containerd'], work)
    const script = `until ctr version; do sleep 0.1; done >/dev/null 2>&1; ctr --namespace=k8s.io images import --no-unpack -`
    await tool(
      ['sh', '-c', `docker save ${names.join(' ')} | docker exec --interactive ${container} sh -c '${script}'`],
      work,
    )
    await tool(
      ['docker', 'exec', container, 'sh', '-c', 'pkill -x containerd; while pgrep -x containerd; do sleep 0.1; done'],
      work,
    )
    await tool(
      ['docker', 'commit', '--change', 'ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]', container, image],
      work,
    )
  } finally {
    // Also when interrupted: its signal is spent then, so it goes without.
    await tool(['docker', 'rm', '--force', '--volumes', container], { ...work, signal: new AbortController().signal })
  }
}

/** Names and contents of all files below a directory. */
function readTree(directory: string): [string, string][] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): [string, string] => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(directory.length), readFileSync(path, 'utf8')]
    })
    .sort()
}
