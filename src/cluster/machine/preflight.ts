import { statfs } from 'node:fs/promises'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { checkCacheWritable, cacheRoot } from '../cache/cache.ts'
import { checkTemporaryDirectory } from '../../shared/temporary-directory.ts'
import { DISK, endpointFault, engineFaults, engineNotes, gigabytes } from './engine-faults.ts'
import { dockerEndpoint, isRootless, readEngine, type Engine } from './engine-info.ts'
import { engineDisk, here, sharesKernel, type Here } from './here.ts'
import { inotifyFaults } from './inotify.ts'

/**
 * Checks this machine and the engine, if one answers, before anything is done.
 * @param own what the provider finds
 * @returns what is not wrong, but what its user should know; a sentence each
 * @throws PreconditionError that lists every fault with its fix
 */
export async function preflight(
  building: boolean,
  own: Promise<string[]>,
  machine: Here = here(),
): Promise<readonly string[]> {
  const endpoint = await dockerEndpoint()
  const remote = endpointFault(endpoint)
  const engine = remote === undefined ? await readEngine(endpoint) : undefined
  const checks = [own, cacheFaults(building), diskFaults(engine, machine), faultsOf(checkTemporaryDirectory)]
  const faults = [
    ...(remote === undefined ? engineFaults(engine, machine) : [remote]),
    ...kernelFaults(engine, machine),
    ...(await Promise.all(checks)).flat(),
  ]
  if (faults.length === 0) return engineNotes(engine, machine)
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

/** The engine's own disk holds the images and what the cluster writes. */
async function diskFaults(engine: Engine | undefined, machine: Here): Promise<string[]> {
  const disk = await engineDisk(engine, machine)
  if (disk === undefined || disk.free >= DISK.run) return []
  const { free, directory } = disk
  const fix = 'docker system prune removes what is unused, of all projects; npm run cluster prune what is ours'
  return [`needs ${gigabytes(DISK.run)} of free disk below Docker's ${directory}, there are ${gigabytes(free)}: ${fix}`]
}

/** The limits of this kernel matter where the cluster runs on it, and where an engine is yet to be started on it. */
function kernelFaults(engine: Engine | undefined, machine: Here): string[] {
  if (engine !== undefined && !sharesKernel(engine, machine)) return []
  return inotifyFaults(engine !== undefined && isRootless(engine))
}
