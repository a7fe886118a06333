import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkTemporaryDirectory } from '../../shared/temporary-directory.ts'
import { isLocked, tryLock, type Lock } from '../../cluster/index.ts'
import { endMarked } from '../shell/processes.ts'

/** The directories of one run; all but a learner's are below one that is the run's own. */
export interface RunDirectories {
  /** A word unique to the run. */
  id: string
  /** Removed at the end, or by the next run when this one is killed. */
  top: string
  home: string
  /** Helm's configuration. */
  helm: string
  /** Where the first step begins. */
  work: string
  /** The files that bash sources. */
  steps: string
  /** Shows other runs that this one is alive. */
  lock: Lock
}

/** Name of the lock in a run's directory. */
const LOCK = 'run.lock'

/** Name of the directory of the files that bash sources, in a run's directory. */
const STEPS = 'steps'

/**
 * Makes the directories of a run, readable by its user alone.
 * @param work where the first step begins, when that is to outlive the run; else a directory of the run's own
 */
export async function makeDirectories(work?: string): Promise<RunDirectories> {
  const id = randomBytes(8).toString('hex')
  const top = join(tmpdir(), `proving-ground-${id}`)
  // It gets its final name only once it is locked: an unlocked one would count as left by a dead run.
  const early = `${top}.new`
  await mkdir(early, { mode: 0o700 })
  const lock = tryLock(join(early, LOCK))
  if (!lock) throw new Error(`${early} is in use`)
  await rename(early, top)
  const directories = {
    id,
    top,
    home: join(top, 'home'),
    helm: join(top, 'home/helm/config'),
    work: work ?? join(top, 'work'),
    steps: join(top, STEPS),
    lock,
  }
  await mkdir(directories.home)
  await mkdir(directories.work, { recursive: true, mode: 0o700 })
  return directories
}

/** Removes what is the run's own. */
export async function removeDirectories({ top, lock }: RunDirectories): Promise<void> {
  await rm(top, { recursive: true, force: true })
  lock.release()
}

/**
 * Ends and removes what killed runs of this user left: their commands, and their directories, in which there may be keys.
 * @returns the directories that were removed
 * @throws PreconditionError when the directory for temporary files cannot be used
 */
export async function removeDeadRuns(): Promise<string[]> {
  const parent = tmpdir()
  await checkTemporaryDirectory()
  const names = await readdir(parent)
  const removed: string[] = []
  for (const name of names) {
    const [, id] = /^proving-ground-([0-9a-f]{16})$/.exec(name) ?? []
    const directory = join(parent, name)
    if (id === undefined || !(await isDead(directory))) continue
    await endMarked({ run: id, scratch: join(await realpath(parent), name, STEPS) })
    // Another run may be removing it, too.
    await rm(directory, { recursive: true, force: true, maxRetries: 3 })
    removed.push(directory)
  }
  return removed
}

async function isDead(directory: string): Promise<boolean> {
  try {
    const { uid } = await stat(directory)
    const lock = join(directory, LOCK)
    return uid === process.getuid?.() && existsSync(lock) && !isLocked(lock)
  } catch {
    // Gone by now, or not accessible: then it is left alone.
    return false
  }
}
