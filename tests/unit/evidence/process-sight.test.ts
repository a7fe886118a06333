import { expect, test } from '@playwright/test'
import { junit, parseEvidence, summary, ticket, withDigest, type Evidence } from '../../../src/evidence/index.ts'
import { madeUpEvidence } from '../../support/made-up.ts'

const run = madeUpEvidence('x', 'f'.repeat(64), [{ id: 'a', command: 'echo ok', says: 'ok\n' }])

/** What each report for people and programs says of a run. */
function reports(evidence: Evidence): [name: string, text: string][] {
  return [
    ['summary', summary(evidence)],
    ['ticket', ticket(evidence)],
    ['junit', junit(evidence, undefined)],
  ]
}

for (const [seenBy, words] of [
  ['ps', 'seen by ps and lsof, not in /proc'],
  ['none', 'not seen on this machine'],
] as const)
  test(`every report of a run whose processes were seen by ${seenBy} says so`, () => {
    const evidence = parseEvidence('x.json', JSON.stringify(withDigest({ ...run, processesSeenBy: seenBy })))
    for (const [name, text] of reports(evidence)) expect(text, name).toContain(words)
  })

test('no report of a run that saw processes in /proc speaks of them', () => {
  for (const [name, text] of reports(run)) expect(text, name).not.toMatch(/processes/i)
})
