import { readdirSync, readFileSync } from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PROJECT } from '../../shared/root.ts'
import type { Artifact, BuildContext } from '../build/artifact.ts'
import { tool } from '../build/tool.ts'
import type { Toolchain } from '../toolchain.ts'
import { makeRootfs, rootfsInputs, type RootFilesystem } from './rootfs.ts'
import { capabilitiesMissing, runcWrapper } from './runc-wrapper.ts'

/** As kind's own image has them, less what pulling images and network storage would need. */
const ROOTFS: RootFilesystem = {
  variant: 'minbase',
  packages:
    'systemd systemd-sysv dbus conntrack iptables nftables iproute2 ethtool mount kmod libseccomp2 jq procps containerd runc containernetworking-plugins',
  finish: 'supply/node/finish.sh',
}

/** The root file system of a node but for Kubernetes and the images, as `rootfs.tar`. */
export function nodeRootfs(pins: Toolchain): Artifact {
  const files = join(PROJECT, 'supply/node/files')
  const wrapper = capabilitiesMissing() ? runcWrapper() : undefined
  return {
    name: 'node-rootfs',
    title: 'node root file system',
    inputs: [rootfsInputs(ROOTFS), readTree(files), pins.kind, pins.pause, pins.kubernetes],
    dependsOn: wrapper ? [wrapper] : [],
    seconds: 75,
    cpuBound: false,
    requires: 'packages',
    build: (context) =>
      makeRootfs(ROOTFS, context, { PAUSE: pins.pause, KUBERNETES: pins.kubernetes }, async (directory) => {
        await cp(await kindFiles(pins, context), directory, { recursive: true })
        await cp(files, directory, { recursive: true })
        if (!wrapper) return
        await mkdir(join(directory, 'usr/local/sbin'), { recursive: true })
        await cp(join(context.pathOf(wrapper), 'bin/runc-wrapper'), join(directory, 'usr/local/sbin/runc'))
      }),
  }
}

/** kind ships the files of its node image in its module; they are used from there, not copied into this project. */
async function kindFiles(pins: Toolchain, context: BuildContext): Promise<string> {
  const cwd = join(PROJECT, 'supply')
  const json = await tool(['go', 'mod', 'download', '-json', `sigs.k8s.io/kind@v${pins.kind}`], { ...context, cwd })
  return join((JSON.parse(json) as { Dir: string }).Dir, 'images/base/files')
}

/** Names and contents of all files below a directory. */
function readTree(directory: string): [string, string][] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): [string, string] => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(directory.length), readFileSync(path, 'utf8')]
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
