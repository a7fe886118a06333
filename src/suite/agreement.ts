import { mask, type Evidence } from '../evidence/index.ts'
import type { Page } from '../page/index.ts'

/** Checks that may hold before their step already, because the cluster is on its way there by itself. All others are compared. */
const RACES: Record<string, readonly string[]> = {
  // A refused ReplicaSet goes on trying, as the page says: on a slow machine its pod comes first.
  'istio-cni#restart-web': ['isAvailable', 'areReady', 'haveNativeSidecar'],
}

/** What must be the same in every run: commands, statuses, checks; not times, names and addresses. */
export function comparable({ runbook, steps, startState, leftovers }: Evidence) {
  return {
    startState,
    steps: steps.map(({ id, sha256, exitCode, pipeStatus, checks }) => ({
      id,
      sha256,
      exitCode,
      pipeStatus,
      checks: checks.map(({ subject, matcher, args, before, passed }) => ({
        ...{ subject, matcher, args: args.map((value) => (typeof value === 'string' ? mask(value) : value)) },
        before: RACES[`${runbook}#${id}`]?.includes(matcher) ? undefined : before,
        passed,
      })),
    })),
    allowed: leftovers.allowed,
  }
}

/** What the reading steps of a run printed, by step: lines sorted, since names that are made up decide their order. */
export function readings({ runbook, steps }: Evidence, page: Page): Record<string, string[]> {
  const reading = new Set(page.steps.filter(({ readOnly }) => readOnly).map(({ id }) => id))
  return Object.fromEntries(
    steps
      .filter(({ id, output }) => reading.has(id) && !output.truncated && UNSTEADY[`${runbook}#${id}`] === undefined)
      .map(({ id, output }) => [
        id,
        mask(output.text)
          .split('\n')
          .map((line) => line.trimEnd())
          .sort(),
      ]),
  )
}

/** Reading steps whose output differs from run to run on a cluster of their own, too, each with what differs. */
const UNSTEADY: Record<string, string> = {}
