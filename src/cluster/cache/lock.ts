import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pollUntil } from '../../shared/poll.ts'
import { cacheError, makeDirectory } from './cache.ts'

/** A lock on a file that the kernel frees when its holder dies, however it dies. */
export interface Lock {
  release(): void
}

/**
 * Takes the lock if it is free. SQLite's exclusive transaction is a POSIX record lock, on Linux and macOS alike;
 * `flock` is not in Node.
 * @throws PreconditionError when the file cannot be written
 */
export function tryLock(file: string): Lock | undefined {
  makeDirectory(dirname(file))
  return begin(file, 'PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE', false)
}

/**
 * Whether the lock is held. Creates no file, and two callers at once do not take each other for the holder.
 * @throws PreconditionError when the file is there, or may be, and cannot be read: its lock is not called free then
 */
export function isLocked(file: string): boolean {
  if (!fileExists(file)) return false
  try {
    const lock = begin(file, 'BEGIN; SELECT count(*) FROM sqlite_schema', true)
    lock?.release()
    return lock === undefined
  } catch (error) {
    // Removed meanwhile.
    if (!fileExists(file)) return false
    throw error
  }
}

/** False only when the system says that there is no such file, not when it denies access. */
function fileExists(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    throw cacheError(error)
  }
}

/** SQLite's result code SQLITE_BUSY, the lowest byte of its extended codes: https://sqlite.org/rescode.html */
const HELD = 5

/** Locks that are held. Without a reference the garbage collector would close their files and so free them. */
const held = new Set<DatabaseSync>()

function begin(file: string, statements: string, readOnly: boolean): Lock | undefined {
  let database: DatabaseSync | undefined
  try {
    const opened = (database = new DatabaseSync(file, { timeout: 0, readOnly }))
    opened.exec(statements)
    held.add(opened)
    return {
      release: () => {
        held.delete(opened)
        opened.close()
      },
    }
  } catch (error) {
    database?.close()
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === HELD) return undefined
    throw cacheError(error)
  }
}

/** Waits for the lock. @param onWait called once when another process holds it @throws PreconditionError as `tryLock` */
export async function takeLock(file: string, signal: AbortSignal, onWait: () => void): Promise<Lock> {
  let attempts = 0
  const attempt = () => {
    signal.throwIfAborted()
    const lock = tryLock(file)
    if (!lock && attempts++ === 0) onWait()
    return lock
  }
  const lock = await pollUntil(attempt, { until: (taken) => taken !== undefined, interval: 300, signal })
  return lock!
}
