import { mkdirSync, statSync } from 'node:fs'
import { mkdtemp, rmdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { PreconditionError } from '../../shared/precondition-error.ts'

/** Everything that outlives a run lies below this directory. */
export function cacheRoot(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'proving-ground')
}

/** Paths below the cache's root. */
export const cachePaths = {
  /** A file with the random id of this cache. */
  id: () => join(cacheRoot(), 'id'),
  /** Built artifacts, each in a directory named by its content key. */
  artifacts: () => join(cacheRoot(), 'parts'),
  /** Artifacts being built; a directory whose lock is free is left by a killed build. */
  building: () => join(cacheRoot(), 'building'),
  locks: () => join(cacheRoot(), 'locks'),
  logs: () => join(cacheRoot(), 'logs'),
  /** First parts of files that are being downloaded, or were when a run ended. */
  downloads: () => join(cacheRoot(), 'downloads'),
  /** One directory for each cluster, with its kubeconfig. The owner's lock is in `locks`. */
  clusters: () => join(cacheRoot(), 'cluster-states'),
  /**
   * The same for versions until November 2026, which keep the owner's lock in that directory and remove a directory
   * without one. That is why this version uses another directory.
   */
  earlierClusters: () => join(cacheRoot(), 'clusters'),
}

/** System errors caused by the file system that holds the cache, not by a mistake in this program. */
const FILE_SYSTEM_ERRORS = [
  ...['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOENT'],
  ...['ENOSPC', 'EDQUOT', 'EIO', 'ELOOP', 'ENAMETOOLONG', 'ENOTSUP'],
]
/** SQLite's result codes SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN: https://sqlite.org/rescode.html */
const LOCK_FILE_ERRORS = [8, 10, 13, 14]

/**
 * Makes a directory of the cache with those above it. One by one: Node's `recursive` hides the reason on a read-only
 * file system, and never returns below /proc.
 * @throws PreconditionError with the reason
 */
export function makeDirectory(directory: string, mode = 0o777): void {
  try {
    makeOneByOne(directory, mode)
  } catch (error) {
    throw cacheError(error)
  }
}

function makeOneByOne(directory: string, mode: number): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(directory) !== directory) makeOneByOne(dirname(directory), mode)
  try {
    mkdirSync(directory, mode)
  } catch (error) {
    // Another run was faster.
    if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

/** Writes to the cache, to see whether that can be done. @throws PreconditionError with the reason */
export async function checkCacheWritable(): Promise<void> {
  makeDirectory(cacheRoot())
  try {
    await rmdir(await mkdtemp(join(cacheRoot(), 'try-')))
  } catch (error) {
    throw cacheError(error)
  }
}

/**
 * What to throw for an error of a file of the cache.
 * @returns a PreconditionError that says what to do for errors of the file system; any other error unchanged
 */
export function cacheError(error: unknown): unknown {
  const { code, errcode, message } = error as { code?: string; errcode?: number; message: string }
  const known =
    errcode === undefined ? FILE_SYSTEM_ERRORS.includes(code ?? '') : LOCK_FILE_ERRORS.includes(errcode & 0xff)
  if (!known) return error
  return new PreconditionError(
    `the cache ${cacheRoot()} cannot be used: ${message}\n` +
      '  Set XDG_CACHE_HOME to a directory on a local disk that you can read and write.',
  )
}
