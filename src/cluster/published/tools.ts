import { otherVersions } from '../other-versions.ts'
import type { Need, ToolchainUse } from '../provider.ts'
import type { Toolchain } from '../toolchain.ts'

/** A system that tools are published for, in Node's words. */
export interface System {
  /** `linux` or `darwin`. */
  os: string
  /** `x64` or `arm64`. */
  arch: string
}

/** A tool that a run needs. */
export interface WantedTool {
  name: string
  version: string
  /** The arguments that make it print its version. */
  ask: readonly string[]
  /** Where its makers publish that version for a system. */
  from: string
  /** Where they publish the SHA-256 of that file. */
  sumFrom: string
  /** The path of the program in that file, which is a `tar.gz` then; undefined: the file is the program. */
  member: string | undefined
}

/** This machine. */
const HERE: System = { os: process.platform, arch: process.arch }

/** Systems that all these tools are published for. */
export const SYSTEMS: readonly System[] = ['linux', 'darwin'].flatMap((os) =>
  ['x64', 'arm64'].map((arch) => ({ os, arch })),
)

/** The tools that a run with the toolchain `published` needs, with the pinned versions. */
export function wantedTools(
  pins: Toolchain,
  needs: readonly Need[],
  use: ToolchainUse = 'new cluster',
  system = HERE,
): WantedTool[] {
  const { istio, kubernetes } = pins.published
  const { os } = system
  const arch = system.arch === 'x64' ? 'amd64' : system.arch
  const kind = `https://github.com/kubernetes-sigs/kind/releases/download/v${pins.kind}/kind-${os}-${arch}`
  const kubectl = `https://dl.k8s.io/release/v${kubernetes}/bin/${os}/${arch}/kubectl`
  const helm = `https://get.helm.sh/helm-v${pins.helm}-${os}-${arch}.tar.gz`
  const istioctl = (name: string, version: string): WantedTool => {
    const from = `https://github.com/istio/istio/releases/download/${version}/istioctl-${version}-${os === 'darwin' ? 'osx' : os}-${arch}.tar.gz`
    return { name, version, ask: ['version', '--remote=false'], from, sumFrom: `${from}.sha256`, member: 'istioctl' }
  }
  const kindTool: WantedTool = {
    name: 'kind',
    version: pins.kind,
    ask: ['--version'],
    from: kind,
    sumFrom: `${kind}.sha256sum`,
    member: undefined,
  }
  return [
    ...(use === 'new cluster' ? [kindTool] : []),
    {
      name: 'kubectl',
      version: kubernetes,
      ask: ['version', '--client'],
      from: kubectl,
      sumFrom: `${kubectl}.sha256`,
      member: undefined,
    },
    istioctl('istioctl', istio),
    ...otherVersions(needs, pins).map((minor) => istioctl(`istioctl-${minor}`, pins.published.otherIstio[minor]!)),
    ...(needs.includes('helm')
      ? [
          {
            name: 'helm',
            version: pins.helm,
            ask: ['version', '--short'],
            from: helm,
            sumFrom: `${helm}.sha256sum`,
            member: `${os}-${arch}/helm`,
          },
        ]
      : []),
  ]
}

/** Why tools cannot be had on a system, with what to do; undefined when they can. */
export function systemFault({ os, arch }: System = HERE): string | undefined {
  if (SYSTEMS.some((system) => system.os === os && system.arch === arch)) return undefined
  const remedy = os === 'win32' ? 'run it in WSL 2' : 'use Linux or macOS on x86-64 or arm64'
  return `kind, kubectl and istioctl are not published for ${os} on ${arch}: ${remedy}`
}
