import { existsSync } from 'node:fs'
import { $ } from 'zx'

/** The Go that `supply/go.mod` asks for. */
const GO = [1, 26] as const

/** What this machine lacks for building everything from source, each with its remedy. */
export async function sourceFaults(building: boolean): Promise<string[]> {
  const checks = [platformFaults()]
  if (building) checks.push(goFaults(), pipFaults())
  return (await Promise.all(checks)).flat()
}

/** True where everything can be built from source, given Go. */
export function canBuild(): boolean {
  const root = process.getuid?.() === 0
  return process.platform === 'linux' && process.arch === 'x64' && root && existsSync('/etc/debian_version')
}

async function platformFaults(): Promise<string[]> {
  if (canBuild()) return []
  const root = process.getuid?.() === 0
  return [
    `building tools and images from source needs root on Debian, x86-64, with Go ${GO.join('.')}, Docker and pip; this is ` +
      `${process.platform}/${process.arch}${root ? '' : ', not root'}. With a container registry in reach: --toolchain published`,
  ]
}

async function goFaults(): Promise<string[]> {
  const { stdout } = await $({
    quiet: true,
    nothrow: true,
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  })`go env GOVERSION`
  const found = /go(\d+)\.(\d+)/.exec(stdout)
  const wanted = GO.join('.')
  if (!found) return [`Go is missing: install Go ${wanted} or newer (go.dev/doc/install)`]
  const [major, minor] = [Number(found[1]), Number(found[2])]
  if (major > GO[0] || (major === GO[0] && minor >= GO[1])) return []
  return [`this is ${stdout.trim()}, Go ${wanted} or newer is needed: go.dev/doc/install`]
}

async function pipFaults(): Promise<string[]> {
  const { exitCode } = await $({ quiet: true, nothrow: true })`python3 -m pip --version`
  return exitCode === 0 ? [] : ['pip is missing: apt-get install python3-pip']
}
