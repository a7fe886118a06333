import { z } from 'zod'
import type { Plan } from '../runbook/index.ts'
import { KeptResults } from './kept-results.ts'
import { failedAt, RepeatedRun } from './repeated-run.ts'

const repetitionSchema = z.strictObject({
  /** When the run began, ISO 8601. */
  startedAt: z.string(),
  /** How long the steps took, in milliseconds. */
  durationMs: z.number(),
  /** The step that failed and why; absent: the run passed. */
  failure: z.string().optional(),
})

/** One of many runs of a runbook. */
export type Repetition = z.infer<typeof repetitionSchema>

/** Where repetitions are kept. */
export const REPETITIONS = { name: 'repetitions', schema: repetitionSchema }

/** How many of the newest runs passed in a row. */
export function passesInARow(repetitions: readonly Repetition[]): number {
  return repetitions.length - 1 - repetitions.findLastIndex(({ failure }) => failure !== undefined)
}

/**
 * Runs the runbook, each time from its start state, until it has passed that many times in a row. Passes of earlier runs with the
 * same proof hash count, and each new one is kept at once. It ends at the first failure.
 * @returns each new run as it ends
 */
export async function* repeat(plan: Plan, times: number, signal: AbortSignal): AsyncGenerator<Repetition> {
  const kept = await KeptResults.of(plan, REPETITIONS)
  const repeatedRun = new RepeatedRun(plan, signal)
  try {
    while (passesInARow(kept.all) < times) {
      const { failure, startedAt, durationMs } = await repeatedRun.run()
      signal.throwIfAborted()
      const reason = failure && `${failedAt(failure)}: ${failure.reason}`
      const repetition = {
        ...{ startedAt: startedAt.toISOString(), durationMs },
        ...(reason === undefined ? {} : { failure: reason }),
      }
      await kept.add(repetition)
      yield repetition
      if (reason !== undefined) return
    }
  } finally {
    await repeatedRun.end()
  }
}
