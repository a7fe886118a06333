import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'

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
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return { release: () => database.close() }
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === 5) return undefined
    throw error
  }
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
