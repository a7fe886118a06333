import { expect, test } from '@playwright/test'
import { sha256 } from '../../src/evidence/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { makePlan } from '../../src/runbook/index.ts'
import { runsInOrder } from '../../src/suite/runs.ts'
import { SharedClusters } from '../../src/suite/shared-clusters.ts'

const TIMES = 10

/** The runbooks that share clusters, by their start state. */
const groups = Map.groupBy(
  (await runsInOrder(ROOT, {})).filter(({ own }) => !own),
  ({ chain }) => chain.at(-1) ?? 'an empty cluster',
)

/** The same list in an order of its own for each time. */
function shuffled(ids: readonly string[], time: number): string[] {
  return ids.toSorted((a, b) => sha256(`${time} ${a}`).localeCompare(sha256(`${time} ${b}`)))
}

for (const [start, runs] of groups) {
  test(`the runbooks that start from ${start} pass ${TIMES} times on shared clusters, each time in another order`, async () => {
    const clusters = new SharedClusters()
    const faults: string[] = []
    try {
      for (let time = 1; time <= TIMES; time++) {
        for (const id of shuffled(
          runs.map((run) => run.id),
          time,
        )) {
          const { failure, discardReasons } = await clusters.run(await makePlan(ROOT, id, {}))
          if (failure !== undefined) faults.push(`${time}: ${id}: ${failure}`)
          else if (discardReasons.length > 0)
            console.log(`${time}: cluster thrown away after ${id}: ${discardReasons.join('; ')}`)
        }
      }
    } finally {
      await clusters.end()
    }
    expect(faults).toEqual([])
  })
}
