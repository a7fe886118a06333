import { runInNewContext } from 'node:vm'
import { expect, test } from '@playwright/test'
import { hidingScript, isOver } from '../../../../src/site/layout/notice.ts'

/** A moment, and whether a notice until the end of 2026 is over then. */
const MOMENTS: [moment: string, over: boolean][] = [
  ['2026-11-26T00:00:00Z', false],
  ['2026-12-31T00:00:00Z', false],
  ['2026-12-31T23:59:59.999Z', false],
  ['2027-01-01T00:00:00Z', true],
  ['2027-06-01T12:00:00Z', true],
  // The day is one of UTC: in New York it still is New Year's Eve, in Tokyo New Year's Day has begun.
  ['2026-12-31T19:00:00-05:00', true],
  ['2027-01-01T08:59:59+09:00', false],
]

for (const [moment, over] of MOMENTS) {
  test(`isOver of a notice until 2026-12-31 is ${over} at ${moment}`, () => {
    expect(isOver('2026-12-31', Date.parse(moment))).toBe(over)
  })

  test(`hidingScript decides as isOver at ${moment}`, () => {
    const notice = { dataset: { until: '2026-12-31' }, hidden: undefined }
    const document = { currentScript: { previousElementSibling: notice } }
    runInNewContext(hidingScript(), {
      document,
      Date: Object.assign(() => '', { parse: Date.parse, now: () => Date.parse(moment) }),
    })
    expect(notice.hidden).toBe(over)
  })
}
