import { buildArtifact, directoryOf, type Artifact, type BuildListener } from './artifact.ts'
import type { BuildProgress } from './progress.ts'

/** When what artifacts name in `requires` is there. */
export interface Prerequisites {
  packages: Promise<void>
  engine: Promise<void>
}

/**
 * How much of a CPU-bound build is done when the next one may begin. Go then has the packages that two builds share, and what is left
 * is mostly linking, which does not keep every processor at work.
 */
const NEARLY_DONE = 0.95

/**
 * Builds what is missing of these artifacts, each as soon as those it depends on are there. One CPU-bound build runs at a time until
 * it is nearly done; Go itself keeps every processor at work, and two of its builds at once would compile the same packages twice.
 * @returns a promise for each artifact
 */
export function buildAll(
  artifacts: readonly Artifact[],
  prerequisites: Prerequisites,
  progress: BuildProgress,
  signal: AbortSignal,
): Promise<void>[] {
  const started = new Map<string, Promise<void>>()
  let lastCpuBound: Promise<unknown> = Promise.resolve()
  for (const artifact of artifacts) {
    const before: Promise<unknown>[] = artifact.dependsOn.map((used) => started.get(directoryOf(used))!)
    if (artifact.requires) before.push(prerequisites[artifact.requires])
    if (artifact.cpuBound) before.push(lastCpuBound)
    const nearlyDone = Promise.withResolvers<void>()
    const listener = telling(progress.listener(artifact), nearlyDone.resolve)
    const build = Promise.all(before).then(() => buildArtifact(artifact, signal, listener))
    started.set(directoryOf(artifact), build)
    if (!artifact.cpuBound) continue
    lastCpuBound = Promise.race([build, nearlyDone.promise])
    // A failure is the build's own promise's to tell, also when no further build waits for this one.
    lastCpuBound.catch(() => {})
  }
  return [...started.values()]
}

/** This listener, and a call as soon as a build that tells its progress is nearly done. */
function telling(listener: BuildListener, nearlyDone: () => void): BuildListener {
  return {
    ...listener,
    progress: (done) => {
      listener.progress(done)
      if (done >= NEARLY_DONE) nearlyDone()
    },
  }
}
