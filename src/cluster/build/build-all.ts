import { buildPart, directoryOf, type Part } from './artifact.ts'
import type { SupplyProgress } from './progress.ts'

/** When what parts name in `after` is there. */
export interface Ready {
  packages: Promise<void>
  engine: Promise<void>
}

/**
 * Builds what is missing of these parts, each as soon as those it uses are there. One busy build runs at a time; Go
 * itself keeps every processor at work, and two of its builds at once would compile the same packages twice.
 * @returns a promise for each part
 */
export function buildAll(
  parts: readonly Part[],
  ready: Ready,
  progress: SupplyProgress,
  signal: AbortSignal,
): Promise<void>[] {
  const started = new Map<string, Promise<void>>()
  let lastBusy: Promise<unknown> = Promise.resolve()
  for (const part of parts) {
    const before: Promise<unknown>[] = part.uses.map((used) => started.get(directoryOf(used))!)
    if (part.after) before.push(ready[part.after])
    if (part.busy) before.push(lastBusy)
    const build = Promise.all(before).then(() => buildPart(part, signal, progress.listener(part)))
    started.set(directoryOf(part), build)
    if (part.busy) lastBusy = build
  }
  return [...started.values()]
}
