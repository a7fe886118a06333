import { expect, test } from '@playwright/test'
import { testedSentence } from '../../../../src/site/status/last-tested.ts'

const [early, late] = ['2026-11-01T12:00:00.000Z', '2026-11-03T09:30:00.000Z']

const sentences: [times: (string | undefined)[], says: string][] = [
  [[undefined, undefined], 'no run of all of them as they are now is on record.'],
  [[late, early], 'as they are now, all 2 last passed between 2026-11-01 and 2026-11-03.'],
  [[early, early], 'as they are now, all 2 last passed on 2026-11-01.'],
  [[late, undefined, early], 'as they are now, 2 of 3 last passed between 2026-11-01 and 2026-11-03, 1 not yet.'],
]
for (const [times, says] of sentences) {
  test(`testedSentence says "${says}"`, () => {
    expect(testedSentence(times)).toBe(`A test run takes as many runbooks as fit into its time; ${says}`)
  })
}
