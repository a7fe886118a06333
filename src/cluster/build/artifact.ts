import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { takeLock } from '../cache/lock.ts'
import { cachePaths } from '../cache/cache.ts'

/** Something that is built once and then kept by its content. */
export interface Part {
  /** Short and lower case: names directories and logs. */
  name: string
  /** For progress: "Helm 4.3.1". */
  title: string
  /** Everything that decides what is built, besides other parts: pins, file contents, flags. */
  inputs: unknown
  /** Parts whose directories the build reads. */
  uses: readonly Part[]
  /** Seconds a first build took on two cores; for estimates only. */
  seconds: number
  /** True for builds that keep every processor busy: one of them runs at a time. */
  busy: boolean
  /** What of this machine has to be there before: Debian packages, or the Docker engine too. */
  after?: 'packages' | 'engine'
  /** For parts that are more than their directory: true while the rest is there too. */
  isThere?(): Promise<boolean>
  /** Builds into `to`, an empty directory. Throws what went wrong. */
  build(work: Work): Promise<void>
}

/** What a build is given. */
export interface Work {
  /** The directory to fill. */
  to: string
  /** Where to write what the tools say. */
  log: string
  /** The directory of another part. */
  of(part: Part): string
  /** Tells how much is done, from 0 to 1. */
  progress(done: number): void
  signal: AbortSignal
}

/** What the caller wants to hear of a build. */
export interface Listener {
  /** The part is not there: it is being built now. */
  building(): void
  /** Another run is building it. */
  waiting(): void
  progress(done: number): void
  /** It is there; called only after `building`. */
  built(): void
}

/** The key of a part: a hash of its inputs and of the parts it uses. */
export function keyOf(part: Part): string {
  const known = keys.get(part)
  if (known !== undefined) return known
  const content = JSON.stringify([part.name, part.inputs, part.uses.map(keyOf)])
  const key = createHash('sha256').update(content).digest('hex').slice(0, 16)
  keys.set(part, key)
  return key
}

const keys = new WeakMap<Part, string>()

/** Where a part lies once it is built. */
export function directoryOf(part: Part): string {
  return join(cachePaths.parts(), `${part.name}-${keyOf(part)}`)
}

/** The lock that whoever builds the part holds. */
export function lockOf(part: Part): string {
  return join(cachePaths.locks(), `${part.name}-${keyOf(part)}.lock`)
}

/** True when the part was built: a first look, for plans and estimates. */
export function isBuilt(part: Part): boolean {
  return existsSync(directoryOf(part))
}

/**
 * Builds a part whose uses are built, unless it is there. Two runs at once build it once; killed at any moment it
 * leaves only rubbish in `building`, because a finished part appears by one rename.
 * @throws PreconditionError with the log's path and its last lines
 */
export async function buildPart(part: Part, signal: AbortSignal, listener: Listener): Promise<void> {
  const target = directoryOf(part)
  if (await isThere(part)) return
  const name = `${part.name}-${keyOf(part)}`
  const lock = await takeLock(lockOf(part), signal, listener.waiting)
  try {
    if (await isThere(part)) return
    listener.building()
    await rm(target, { recursive: true, force: true })
    await removeRubbish(name)
    const to = join(cachePaths.building(), `${name}.${randomBytes(4).toString('hex')}`)
    const log = join(cachePaths.logs(), `${name}.log`)
    for (const directory of [to, cachePaths.logs(), cachePaths.parts()]) await mkdir(directory, { recursive: true })
    await writeFile(log, '')
    try {
      await part.build({ to, log, of: directoryOf, signal, progress: listener.progress })
      await rename(to, target)
      listener.built()
    } catch (error) {
      await rm(to, { recursive: true, force: true })
      signal.throwIfAborted()
      throw new PreconditionError(`building ${part.title} failed: ${(error as Error).message}\n  log: ${log}`)
    }
  } finally {
    lock.release()
  }
}

async function isThere(part: Part): Promise<boolean> {
  return isBuilt(part) && (await (part.isThere?.() ?? true))
}

/** What an interrupted build of the same part left; the lock says that nobody is at it. */
async function removeRubbish(name: string): Promise<void> {
  const left = await readdir(cachePaths.building()).catch(() => [])
  const mine = left.filter((entry) => entry.startsWith(`${name}.`))
  await Promise.all(mine.map((entry) => rm(join(cachePaths.building(), entry), { recursive: true, force: true })))
}
