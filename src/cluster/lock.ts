import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

/** A lock on a file that the kernel frees when its holder dies, however it dies. */
export interface Lock {
  release(): void
}

/**
 * Takes the lock if it is free. SQLite's exclusive transaction is a POSIX record lock, on Linux and macOS alike;
 * `flock` is no part of Node.
 */
export function tryLock(file: string): Lock | undefined {
  mkdirSync(dirname(file), { recursive: true })
  return begin(file)
}

/** Whether somebody holds the lock. It makes no file: whoever removes the directory would find it not empty. */
export function isLocked(file: string): boolean {
  if (!existsSync(file)) return false
  const existing = pathToFileURL(file)
  existing.searchParams.set('mode', 'rw')
  try {
    const lock = begin(existing)
    lock?.release()
    return lock === undefined
  } catch (error) {
    // Removed since; one that is there and may not be read belongs to somebody.
    if (codeOf(error) === CANNOT_OPEN && !existsSync(file)) return false
    throw error
  }
}

/** SQLite's result codes: SQLITE_BUSY and SQLITE_CANTOPEN, https://sqlite.org/rescode.html */
const HELD = 5
const CANNOT_OPEN = 14

function begin(file: string | URL): Lock | undefined {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return { release: () => database.close() }
  } catch (error) {
    database.close()
    if (codeOf(error) === HELD) return undefined
    throw error
  }
}

function codeOf(error: unknown): number | undefined {
  return (error as { errcode?: number }).errcode
}

/** Waits for the lock. @param onWait called once when somebody else has it */
export async function takeLock(file: string, signal: AbortSignal, onWait: () => void): Promise<Lock> {
  let told = false
  for (;;) {
    signal.throwIfAborted()
    const lock = tryLock(file)
    if (lock) return lock
    if (!told) onWait()
    told = true
    await wait(300, undefined, { signal })
  }
}
