import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import type { Part } from '../part.ts'
import { tool } from '../tool.ts'

/** The Debian release of this machine: its own packages are what its package manager reaches. */
function suite(): string {
  return /^VERSION_CODENAME=(.*)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'stable'
}

/** What kind's node image is made of, besides Kubernetes. */
const NODE_PACKAGES =
  'systemd systemd-sysv dbus conntrack iptables nftables iproute2 ethtool mount kmod libseccomp2 pigz ca-certificates curl jq procps containerd runc containernetworking-plugins'

/** What Istio's proxy image and the sample workload need around their binaries. */
const WORKLOAD_PACKAGES = 'busybox-static iptables iproute2 curl ca-certificates'

/** The root file system of a node, as a tar file `rootfs.tar`. */
export function nodeRootfs(): Part {
  return rootfs('node-rootfs', 'node root file system', 'minbase', NODE_PACKAGES, 75)
}

/** The root file system of workload images, as a tar file `rootfs.tar`. */
export function workloadRootfs(): Part {
  return rootfs('workload-rootfs', 'workload root file system', 'extract', WORKLOAD_PACKAGES, 30)
}

function rootfs(name: string, title: string, variant: string, packages: string, seconds: number): Part {
  return {
    name,
    title,
    inputs: [suite(), variant, packages, PATHS],
    uses: [],
    seconds,
    busy: false,
    build: (work) =>
      tool(
        [
          'mmdebstrap',
          `--variant=${variant}`,
          `--include=${packages.split(' ').join(',')}`,
          // Documentation and translations are most of what the packages hold.
          ...PATHS.map((path) => `--dpkgopt=path-exclude=${path}`),
          suite(),
          join(work.to, 'rootfs.tar'),
        ],
        work,
      ).then(() => undefined),
  }
}

const PATHS = ['/usr/share/man/*', '/usr/share/doc/*', '/usr/share/locale/*', '/usr/share/info/*']

/**
 * What the packages' install scripts would have made, which `extract` does not run: a Dockerfile's line for the image
 * that is imported from the file system.
 */
export const WORKLOAD_FINISH = `RUN ["/bin/busybox", "sh", "-c", ${JSON.stringify(
  [
    'cd /usr/sbin && for t in iptables ip6tables; do for s in "" -save -restore; do busybox ln -sf xtables-nft-multi $t$s; done; done',
    'cd /bin && for a in sh ls cat sleep env id grep sed mkdir rm cp ps kill date; do busybox ln -sf busybox $a; done',
    'mkdir -p /tmp /etc/ssl/certs /run /root && busybox chmod 1777 /tmp',
    'cat /usr/share/ca-certificates/mozilla/*.crt > /etc/ssl/certs/ca-certificates.crt',
    'echo root:x:0:0:root:/root:/bin/sh > /etc/passwd && echo istio-proxy:x:1337:1337::/home:/bin/sh >> /etc/passwd',
    'echo root:x:0: > /etc/group && echo istio-proxy:x:1337: >> /etc/group',
  ].join(' && '),
)}]`
