import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CannotRun } from '../cannot-run.ts'
import { takeLock } from './lock.ts'
import { cachePaths } from './paths.ts'

/** Something that is built once and then kept by its content. */
export interface Part {
  /** Short and lower case: names directories and logs. */
  name: string
  /** For progress: "Kubernetes 1.36.3". */
  title: string
  /** Everything that decides what is built, besides other parts: pins, file contents, flags. */
  inputs: unknown
  /** Parts whose directories the build reads. */
  uses: readonly Part[]
  /** Seconds a first build took on two cores; for estimates only. */
  seconds: number
  /** True for builds that keep the processor busy: only two of them run side by side. */
  busy: boolean
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
  signal: AbortSignal
}

/** The key of a part: a hash of its inputs and of the parts it uses. */
export function keyOf(part: Part): string {
  const content = JSON.stringify([part.name, part.inputs, part.uses.map(keyOf)])
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}

/** Where a part lies once it is built. */
export function directoryOf(part: Part): string {
  return join(cachePaths.parts(), `${part.name}-${keyOf(part)}`)
}

/** True when the part need not be built. */
export function isBuilt(part: Part): boolean {
  return existsSync(directoryOf(part))
}

/**
 * Builds a part whose uses are built, unless it is there. Two runs at once build it once; killed at any moment it
 * leaves only rubbish in `building`, because a finished part appears by one rename.
 * @throws CannotRun with the log's path and its last lines
 */
export async function buildPart(part: Part, signal: AbortSignal, onWait: () => void): Promise<void> {
  const target = directoryOf(part)
  if (existsSync(target)) return void (await touch(target))
  const name = `${part.name}-${keyOf(part)}`
  const lock = await takeLock(join(cachePaths.locks(), `${name}.lock`), signal, onWait)
  try {
    if (existsSync(target)) return
    await removeRubbish(name)
    const to = join(cachePaths.building(), `${name}.${randomBytes(4).toString('hex')}`)
    const log = join(cachePaths.logs(), `${name}.log`)
    await mkdir(to, { recursive: true })
    await mkdir(cachePaths.logs(), { recursive: true })
    await mkdir(cachePaths.parts(), { recursive: true })
    await writeFile(log, '')
    try {
      await part.build({ to, log, of: directoryOf, signal })
      await rename(to, target)
    } catch (error) {
      await rm(to, { recursive: true, force: true })
      signal.throwIfAborted()
      throw new CannotRun(`building ${part.title} failed: ${(error as Error).message}\n  log: ${log}`)
    }
  } finally {
    lock.release()
  }
}

/** What an interrupted build of the same part left; the lock says that nobody is at it. */
async function removeRubbish(name: string): Promise<void> {
  const left = await readdir(cachePaths.building()).catch(() => [])
  const mine = left.filter((entry) => entry.startsWith(`${name}.`))
  await Promise.all(mine.map((entry) => rm(join(cachePaths.building(), entry), { recursive: true, force: true })))
}

/** Marks a part as used now, so that pruning takes the longest unused. */
async function touch(directory: string): Promise<void> {
  const now = new Date()
  await utimes(directory, now, now).catch(() => undefined)
}
