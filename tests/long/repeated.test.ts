import { expect, test } from '@playwright/test'
import { listPages } from '../../src/page/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { makePlan } from '../../src/runbook/index.ts'
import { RepeatedRun } from '../../src/suite/repeated-run.ts'

const TIMES = 10

for (const id of await listPages(ROOT)) {
  test(`${id} passes ${TIMES} times in a row, each time from its start state`, async () => {
    const repeatedRun = new RepeatedRun(await makePlan(ROOT, id, {}), new AbortController().signal)
    const faults: string[] = []
    try {
      for (let time = 1; time <= TIMES; time++) {
        const { failure } = await repeatedRun.run()
        if (failure) faults.push(`${time}: ${failure.at?.step.id ?? 'the comparison at the end'}: ${failure.reason}`)
      }
    } finally {
      await repeatedRun.end()
    }
    expect(faults).toEqual([])
  })
}
