import { sha256 } from '../../src/evidence/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { makePlan } from '../../src/runbook/index.ts'
import { runsInOrder } from '../../src/suite/runs.ts'
import { test } from '../support/runbook-clusters.ts'
import { expect } from '../support/supplied.ts'

const TIMES = 10

/** The runbooks that share clusters, by their start state. */
const groups = Map.groupBy(
  (await runsInOrder(ROOT, {})).filter(({ own }) => !own),
  ({ chain }) => chain.at(-1) ?? 'an empty cluster',
)

// Each time is a part that can be run alone, as with --grep "time 3 of 10": all of them take more than an hour.
for (let time = 1; time <= TIMES; time++) {
  test.describe(`time ${time} of ${TIMES}`, () => {
    test.describe.configure({ mode: 'default' })
    for (const [start, runs] of groups) {
      const ids = runs.map(({ id }) => id).toSorted((a, b) => order(a, time).localeCompare(order(b, time)))
      for (const id of ids) {
        test(`${id} passes on the shared cluster of ${start}, after others than the time before`, async ({
          clusters,
        }, info) => {
          const { failure, text, discardReasons } = await clusters.run(await makePlan(ROOT, id, {}))
          expect(failure, text.slice(-4000)).toBeUndefined()
          for (const why of discardReasons) info.annotations.push({ type: 'cluster thrown away', description: why })
        })
      }
    }
  })
}

/** Another order for each time, and the same one whenever that time is run again. */
function order(id: string, time: number): string {
  return sha256(`${time} ${id}`)
}
