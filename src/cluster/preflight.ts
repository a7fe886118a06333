import { existsSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { dirname } from 'node:path'
import { $ } from 'zx'
import { CannotRun } from '../cannot-run.ts'
import { aptInstall } from './engine.ts'
import { cacheRoot, cachePaths } from './paths.ts'
import { join } from 'node:path'
import { mkdir } from 'node:fs/promises'

/** Least memory, in bytes: two control planes, a gateway and the sample workload were measured to fit in 4 GiB. */
const MEMORY = 6 * 2 ** 30
/** Least free disk below the cache, in bytes: a first build was measured to fill 12 GB with Go's caches. */
const DISK = 15e9

/** Checks this machine before anything is built. @throws CannotRun that lists every fault with its fix */
export async function preflight(building: boolean): Promise<void> {
  const faults = [...platformFaults(), ...(await resourceFaults(building))]
  if (building) faults.push(...(await builderFaults()))
  if (faults.length > 0)
    throw new CannotRun(`this machine cannot run it yet:\n${faults.map((f) => `  - ${f}`).join('\n')}`)
}

function platformFaults(): string[] {
  if (
    process.platform === 'linux' &&
    existsSync('/etc/debian_version') &&
    process.getuid?.() === 0 &&
    process.arch === 'x64'
  )
    return []
  return [
    'the source supplier needs root on Debian (x86-64) with Go; this is ' +
      `${process.platform}/${process.arch}, user ${process.getuid?.() ?? 'unknown'}. Elsewhere you will need Docker, kind, kubectl and istioctl of the versions ` +
      'in toolchain.yaml for the published supplier, which does not exist yet',
  ]
}

async function resourceFaults(building: boolean): Promise<string[]> {
  const faults: string[] = []
  if (totalmem() < MEMORY)
    faults.push(`${gigabytes(totalmem())} of memory; ${gigabytes(MEMORY)} are needed: use a larger machine`)
  await mkdir(cacheRoot(), { recursive: true })
  const { bavail, bsize } = await statfs(dirname(cacheRoot()))
  const wanted = building ? DISK : DISK / 5
  if (bavail * bsize < wanted) {
    faults.push(
      `${gigabytes(bavail * bsize)} free below ${dirname(cacheRoot())}; ${gigabytes(wanted)} are needed: npm run cluster prune, or set XDG_CACHE_HOME`,
    )
  }
  // Two kind clusters side by side were measured to need about 100 (kind's "known issues" says the same of 128).
  const instances = numberIn('/proc/sys/fs/inotify/max_user_instances')
  if (instances !== undefined && instances < 128) {
    faults.push(
      `fs.inotify.max_user_instances is ${instances}; 128 are needed: sysctl fs.inotify.max_user_instances=512`,
    )
  }
  return faults
}

async function builderFaults(): Promise<string[]> {
  const faults: string[] = []
  const wanted = '1.26'
  const { stdout } = await $({ quiet: true, nothrow: true })`go env GOVERSION`
  const found = /go(\d+)\.(\d+)/.exec(stdout)
  if (!found) faults.push(`Go is missing: install Go ${wanted} or newer (go.dev/doc/install)`)
  else if (Number(found[1]) < 1 || Number(found[2]) < Number(wanted.split('.')[1])) {
    faults.push(`Go is ${stdout.trim()}; ${wanted} or newer is needed`)
  }
  const pip = await $({ quiet: true, nothrow: true })`python3 -m pip --version`
  if (pip.exitCode !== 0) faults.push('pip is missing: apt-get install python3-pip')
  return faults
}

/** Installs mmdebstrap where it is missing. */
export async function ensureBuilders(
  install: boolean,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (existsSync('/usr/bin/mmdebstrap')) return
  if (!install)
    throw new CannotRun('mmdebstrap is missing, and --no-install forbids installing it: apt-get install mmdebstrap')
  tell('installing mmdebstrap from Debian')
  await mkdir(cachePaths.logs(), { recursive: true })
  await aptInstall(['mmdebstrap'], join(cachePaths.logs(), 'mmdebstrap.log'), signal)
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}

function numberIn(file: string): number | undefined {
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined
}
