import { existsSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { $ } from 'zx'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { checkCacheWritable, cacheRoot } from '../cache/cache.ts'
import { checkTemporaryDirectory } from '../../shared/temporary-directory.ts'

/** Least memory, in bytes: two control planes, a gateway and the sample workload were measured to fit in 4 GiB. */
const MEMORY = 6 * 2 ** 30
/** Least free disk below the cache, in bytes: a first build was measured to fill 12 GB with Go's caches. */
const DISK = { build: 15e9, run: 3e9 }
/**
 * What the kernel has to allow one user, with the settings' names. A cluster with two control planes was measured to
 * use 60 instances and 1,500 watches; kind's "known issues" names both as why pods fail with "too many open files".
 */
const INOTIFY = { max_user_instances: 128, max_user_watches: 8192 }

/**
 * Checks this machine before anything is done.
 * @param own what the provider finds
 * @throws PreconditionError that lists every fault with its fix
 */
export async function preflight(building: boolean, own: Promise<string[]>): Promise<void> {
  const checks = [
    own,
    memoryFaults(),
    cacheFaults(building),
    faultsOf(checkTemporaryDirectory),
    inotifyFaults(),
    engineFaults(),
  ]
  const faults = (await Promise.all(checks)).flat()
  if (faults.length === 0) return
  throw new PreconditionError(
    `this machine cannot run it yet:\n${faults.map((fault) => `  - ${fault.replaceAll('\n', '\n  ')}`).join('\n')}`,
  )
}

/** What a check throws as a precondition, as a fault among the others. */
async function faultsOf(check: () => Promise<void>): Promise<string[]> {
  try {
    await check()
    return []
  } catch (error) {
    if (error instanceof PreconditionError) return [error.message]
    throw error
  }
}

async function memoryFaults(): Promise<string[]> {
  if (totalmem() >= MEMORY) return []
  return [`needs ${gigabytes(MEMORY)} of memory, this machine has ${gigabytes(totalmem())}: use a larger machine`]
}

async function cacheFaults(building: boolean): Promise<string[]> {
  const unusable = await faultsOf(checkCacheWritable)
  if (unusable.length > 0) return unusable
  const { bavail, bsize } = await statfs(cacheRoot())
  const needed = building ? DISK.build : DISK.run
  if (bavail * bsize >= needed) return []
  const fix = 'npm run cluster prune, or set XDG_CACHE_HOME to another disk'
  return [
    `needs ${gigabytes(needed)} of free disk below ${cacheRoot()}, there are ${gigabytes(bavail * bsize)}: ${fix}`,
  ]
}

async function inotifyFaults(): Promise<string[]> {
  return Object.entries(INOTIFY).flatMap(([name, needed]) => {
    const file = `/proc/sys/fs/inotify/${name}`
    const found = existsSync(file) ? Number(readFileSync(file, 'utf8')) : needed
    return found >= needed
      ? []
      : [`needs fs.inotify.${name} of at least ${needed}, it is ${found}: sysctl fs.inotify.${name}=${needed * 4}`]
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

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
