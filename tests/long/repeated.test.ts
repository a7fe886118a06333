import { expect, test } from '@playwright/test'
import { listPages } from '../../src/page/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { makePlan } from '../../src/runbook/index.ts'
import { KeptResults } from '../../src/suite/kept-results.ts'
import { passesInARow, repeat, REPETITIONS } from '../../src/suite/repetitions.ts'

const TIMES = 10

for (const id of await listPages(ROOT)) {
  test(`${id} passes ${TIMES} times in a row, each time from its start state`, async () => {
    const plan = await makePlan(ROOT, id, {})
    for await (const { durationMs, failure } of repeat(plan, TIMES, new AbortController().signal))
      console.log(`${id}: ${failure ?? 'passed'}, ${Math.round(durationMs / 1000)} s`)
    const { all } = await KeptResults.of(plan, REPETITIONS)
    expect(passesInARow(all), `of evidence/${REPETITIONS.name}/${id}.json`).toBeGreaterThanOrEqual(TIMES)
  })
}
