import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PreconditionError } from '../../shared/precondition-error.ts'
import { takeLock } from '../cache/lock.ts'
import { cachePaths } from '../cache/cache.ts'
import { messageOf } from '../../shared/thrown.ts'

/** Something that is built once and then kept by its content. */
export interface Artifact {
  /** Short and lower case: names directories and logs. */
  name: string
  /** For progress: "Helm 4.3.1". */
  title: string
  /** What getting it is called; absent: building. */
  verb?: 'downloading'
  /** Everything that decides what is built, besides other artifacts: pins, file contents, flags. */
  inputs: unknown
  /** Artifacts whose directories the build reads. */
  dependsOn: readonly Artifact[]
  /** Seconds a first build took on two cores; for estimates only. */
  seconds: number
  /** True for builds that keep every processor busy: one of them runs at a time. */
  cpuBound: boolean
  /** What of this machine has to be there before: Debian packages, or the Docker engine too. */
  requires?: 'packages' | 'engine'
  /** For artifacts that are more than their directory: true while the rest is there too. */
  exists?(): Promise<boolean>
  /** Builds into `outDir`, an empty directory. Throws what went wrong. */
  build(context: BuildContext): Promise<void>
}

/** What a build is given. */
export interface BuildContext {
  /** The directory to fill. */
  outDir: string
  /** Where to write what the tools say. */
  log: string
  /** The directory of another artifact. */
  pathOf(artifact: Artifact): string
  /** Reports how much is done, from 0 to 1. */
  progress(done: number): void
  signal: AbortSignal
}

/** Called as a build goes on. */
export interface BuildListener {
  /** The artifact is not there: it is being built now. */
  building(): void
  /** Another run is building it. */
  waiting(): void
  progress(done: number): void
  /** It is there; called only after `building`. */
  built(): void
}

/** The key of an artifact: a hash of its inputs and of the artifacts it depends on. */
export function keyOf(artifact: Artifact): string {
  const known = keys.get(artifact)
  if (known !== undefined) return known
  const content = JSON.stringify([artifact.name, artifact.inputs, artifact.dependsOn.map(keyOf)])
  const key = createHash('sha256').update(content).digest('hex').slice(0, 16)
  keys.set(artifact, key)
  return key
}

const keys = new WeakMap<Artifact, string>()

/** Where an artifact lies once it is built. */
export function directoryOf(artifact: Artifact): string {
  return join(cachePaths.artifacts(), `${artifact.name}-${keyOf(artifact)}`)
}

/** The lock that is held while the artifact is built. */
function lockOf(artifact: Artifact): string {
  return join(cachePaths.locks(), `${artifact.name}-${keyOf(artifact)}.lock`)
}

/** True when the artifact was built: a first look, for plans and estimates. */
export function isBuilt(artifact: Artifact): boolean {
  return existsSync(directoryOf(artifact))
}

/**
 * Builds an artifact whose dependencies are built, unless it exists. Two runs at once build it once. A killed build leaves
 * only an incomplete directory in `building`, because a finished artifact appears by one rename.
 * @throws PreconditionError with the log's path and its last lines
 */
export async function buildArtifact(artifact: Artifact, signal: AbortSignal, listener: BuildListener): Promise<void> {
  const target = directoryOf(artifact)
  if (await exists(artifact)) return
  const name = `${artifact.name}-${keyOf(artifact)}`
  const lock = await takeLock(lockOf(artifact), signal, listener.waiting)
  try {
    if (await exists(artifact)) return
    listener.building()
    await rm(target, { recursive: true, force: true })
    await removeIncomplete(name)
    const to = join(cachePaths.building(), `${name}.${randomBytes(4).toString('hex')}`)
    const log = join(cachePaths.logs(), `${name}.log`)
    for (const directory of [to, cachePaths.logs(), cachePaths.artifacts()]) await mkdir(directory, { recursive: true })
    await writeFile(log, '')
    try {
      await artifact.build({ outDir: to, log, pathOf: directoryOf, signal, progress: listener.progress })
      await rename(to, target)
      listener.built()
    } catch (error) {
      await rm(to, { recursive: true, force: true })
      signal.throwIfAborted()
      throw new PreconditionError(
        `${artifact.verb ?? 'building'} ${artifact.title} failed: ${messageOf(error)}\n  log: ${log}`,
      )
    }
  } finally {
    lock.release()
  }
}

async function exists(artifact: Artifact): Promise<boolean> {
  return isBuilt(artifact) && (await (artifact.exists?.() ?? true))
}

/** Removes what an interrupted build of the same artifact left; the lock says that no build is running. */
async function removeIncomplete(name: string): Promise<void> {
  const left = await readdir(cachePaths.building()).catch(() => [])
  const mine = left.filter((entry) => entry.startsWith(`${name}.`))
  await Promise.all(mine.map((entry) => rm(join(cachePaths.building(), entry), { recursive: true, force: true })))
}
