import { buildArtifact, directoryOf, type Artifact } from './artifact.ts'
import type { BuildProgress } from './progress.ts'

/** When what artifacts name in `requires` is there. */
export interface Prerequisites {
  packages: Promise<void>
  engine: Promise<void>
}

/**
 * Builds what is missing of these artifacts, each as soon as those it depends on are there. One CPU-bound build runs at a time; Go
 * itself keeps every processor at work, and two of its builds at once would compile the same packages twice.
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
    const build = Promise.all(before).then(() => buildArtifact(artifact, signal, progress.listener(artifact)))
    started.set(directoryOf(artifact), build)
    if (artifact.cpuBound) lastCpuBound = build
  }
  return [...started.values()]
}
