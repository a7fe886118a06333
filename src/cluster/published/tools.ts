import { accessSync, constants, realpathSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from 'zx'
import { pathDirectories } from '../../shared/path-env.ts'
import type { Artifact } from '../build/artifact.ts'
import { otherTools, otherVersions } from '../other-versions.ts'
import type { Need, ToolchainUse } from '../provider.ts'
import type { Toolchain } from '../toolchain.ts'

/** A tool that has to be on PATH. */
export interface WantedTool {
  name: string
  version: string
  /** The arguments that make it print its version. */
  ask: readonly string[]
  /** Where its makers publish that version for this machine. */
  from: string
}

/** The tools that a run takes from PATH, with the pinned versions. */
export function wantedTools(pins: Toolchain, needs: readonly Need[], use: ToolchainUse = 'new cluster'): WantedTool[] {
  const { istio, kubernetes } = pins.published
  const os = process.platform
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const istioOs = os === 'darwin' ? 'osx' : os
  const istioctl = (name: string, version: string): WantedTool => ({
    name,
    version,
    ask: ['version', '--remote=false'],
    from: `https://github.com/istio/istio/releases/download/${version}/istioctl-${version}-${istioOs}-${arch}.tar.gz`,
  })
  const kind: WantedTool = {
    name: 'kind',
    version: pins.kind,
    ask: ['--version'],
    from: `https://kind.sigs.k8s.io/dl/v${pins.kind}/kind-${os}-${arch}`,
  }
  return [
    ...(use === 'new cluster' ? [kind] : []),
    {
      name: 'kubectl',
      version: kubernetes,
      ask: ['version', '--client'],
      from: `https://dl.k8s.io/release/v${kubernetes}/bin/${os}/${arch}/kubectl`,
    },
    istioctl('istioctl', istio),
    ...otherVersions(needs, pins).map((minor) => istioctl(`istioctl-${minor}`, pins.published.otherIstio[minor]!)),
    ...(needs.includes('helm')
      ? [
          {
            name: 'helm',
            version: pins.helm,
            ask: ['version', '--short'],
            from: `https://get.helm.sh/helm-v${pins.helm}-${os}-${arch}.tar.gz`,
          },
        ]
      : []),
  ]
}

/** Tools that are missing or of another version, each with where to get it. */
export async function toolFaults(tools: readonly WantedTool[]): Promise<string[]> {
  const faults = await Promise.all(tools.map(fault))
  return faults.filter((line) => line !== undefined)
}

async function fault({ name, version, ask, from }: WantedTool): Promise<string | undefined> {
  const path = onPath(name)
  if (path === undefined) return `${name} ${version} is not on PATH: ${from}`
  const { stdout } = await $({ quiet: true, nothrow: true, timeout: '20s' })`${path} ${ask}`
  const found = /v?(\d+\.\d+[-.][\w.-]+)/.exec(stdout)?.[1]
  if (found === version) return undefined
  return `${path} is ${name} ${found ?? 'of unknown version'}, but version ${version} is needed: ${from}`
}

/**
 * A directory with exactly these tools, as links to where PATH has them.
 * @param minors versions of Istio whose `istioctl-1.30` is also `istioctl` in a directory of its own, see `otherTools`
 */
export function toolsFromPath(tools: readonly WantedTool[], minors: readonly string[]): Artifact {
  return {
    name: 'published-tools',
    title: `tools on PATH (${tools.map(({ name }) => name).join(', ')})`,
    inputs: tools.map(({ name, version }) => [name, version, onPath(name)]),
    dependsOn: [],
    seconds: 0,
    cpuBound: false,
    build: async ({ outDir }) => {
      await mkdir(join(outDir, 'bin'))
      for (const { name } of tools) await symlink(onPath(name)!, join(outDir, 'bin', name))
      for (const minor of minors) {
        await mkdir(otherTools(outDir, minor))
        await symlink(onPath(`istioctl-${minor}`)!, join(otherTools(outDir, minor), 'istioctl'))
      }
    },
  }
}

function onPath(name: string): string | undefined {
  const found = pathDirectories()
    .map((directory) => join(directory, name))
    .find(isExecutable)
  return found && realpathSync(found)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
