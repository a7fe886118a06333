import { existsSync, readFileSync } from 'node:fs'
import { mkdir, statfs } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { $ } from 'zx'
import { CannotRun } from '../cannot-run.ts'
import { cacheRoot } from './paths.ts'

/** Least memory, in bytes: two control planes, a gateway and the sample workload were measured to fit in 4 GiB. */
const MEMORY = 6 * 2 ** 30
/** Least free disk below the cache, in bytes: a first build was measured to fill 12 GB with Go's caches. */
const DISK = { build: 15e9, run: 3e9 }
/**
 * What the kernel has to allow one user, with the settings' names. A cluster with two control planes was measured to
 * use 60 instances and 1,500 watches; kind's "known issues" names both as why pods fail with "too many open files".
 */
const INOTIFY = { max_user_instances: 128, max_user_watches: 8192 }
/** The Go that `supply/go.mod` asks for. */
const GO = [1, 26] as const

/** Checks this machine before anything is done. @throws CannotRun that lists every fault with its fix */
export async function preflight(building: boolean): Promise<void> {
  const checks = [platformFaults(), memoryFaults(), diskFaults(building), inotifyFaults(), engineFaults()]
  if (building) checks.push(goFaults(), pipFaults())
  const faults = (await Promise.all(checks)).flat()
  if (faults.length === 0) return
  throw new CannotRun(`this machine cannot run it yet:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
}

async function platformFaults(): Promise<string[]> {
  const { platform, arch } = process
  const root = process.getuid?.() === 0
  if (platform === 'linux' && arch === 'x64' && root && existsSync('/etc/debian_version')) return []
  return [
    `tools and images are built from source here, which needs root on Debian, x86-64, with Go ${GO.join('.')}, Docker and ` +
      `pip; this is ${platform}/${arch}${root ? '' : ', not root'}. Published tools and images cannot be used yet`,
  ]
}

async function memoryFaults(): Promise<string[]> {
  if (totalmem() >= MEMORY) return []
  return [`${gigabytes(totalmem())} of memory, ${gigabytes(MEMORY)} are needed: use a larger machine`]
}

async function diskFaults(building: boolean): Promise<string[]> {
  await mkdir(cacheRoot(), { recursive: true })
  const { bavail, bsize } = await statfs(cacheRoot())
  const needed = building ? DISK.build : DISK.run
  if (bavail * bsize >= needed) return []
  const fix = 'npm run cluster prune, or set XDG_CACHE_HOME to another disk'
  return [`${gigabytes(bavail * bsize)} free below ${cacheRoot()}, ${gigabytes(needed)} are needed: ${fix}`]
}

async function inotifyFaults(): Promise<string[]> {
  return Object.entries(INOTIFY).flatMap(([name, needed]) => {
    const file = `/proc/sys/fs/inotify/${name}`
    const found = existsSync(file) ? Number(readFileSync(file, 'utf8')) : needed
    return found >= needed
      ? []
      : [`fs.inotify.${name} is ${found}, ${needed} are needed: sysctl fs.inotify.${name}=${needed * 4}`]
  })
}

/** The node mounts a directory of this machine, so the engine has to be on it. */
async function engineFaults(): Promise<string[]> {
  const format = '{{.Endpoints.docker.Host}}'
  const { stdout } = await $({ quiet: true, nothrow: true })`docker context inspect --format ${format}`
  const host = process.env['DOCKER_HOST'] || stdout.trim()
  if (host === '' || host.startsWith('unix://')) return []
  return [`Docker is on another machine (${host}): unset DOCKER_HOST, or docker context use default`]
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

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
