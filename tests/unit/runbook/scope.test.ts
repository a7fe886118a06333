import { expect, test } from '@playwright/test'
import { junit, summary, ticket } from '../../../src/evidence/index.ts'
import { makeEvidence } from '../../../src/runbook/report/evidence.ts'
import { makePlan } from '../../../src/runbook/index.ts'
import { emptyResult, type Selection } from '../../../src/runbook/run/result.ts'
import { recorded } from '../../support/recorded-project.ts'

const VARIABLE = 'variables:\n  - { name: TEAM, default: red, pattern: "[a-z]+", description: Whose. }\n'

/** Evidence of a run of these steps of a runbook with a and b. */
async function run(selection: Selection, ran: string[], skipped: string[] = [], set: Record<string, string> = {}) {
  const { root, evidence } = await recorded((files) => {
    files['content/runbooks/x.mdx'] = files['content/runbooks/x.mdx']!.replace('---\n', `---\n${VARIABLE}`)
  })
  const steps = evidence.steps.filter(({ id }) => ran.includes(id))
  const leftovers = ran.length === 2 && Object.keys(selection).length === 0 ? evidence.leftovers : undefined
  const result = { ...emptyResult(), steps, skipped, ...(leftovers ? { leftovers } : {}) }
  return makeEvidence(await makePlan(root, 'x', set), selection, result, evidence.versions)
}

test('evidence, report and ticket call a run of all steps whole', async () => {
  const evidence = await run({}, ['a', 'b'])
  expect(evidence.scope).toEqual({ whole: true, reason: '', notRun: [], setVariables: [] })
  expect(ticket(evidence)).toMatch(/^Result: {6}passed, /m)
  expect(ticket(evidence)).toMatch(/^Variables: {3}TEAM=red$/m)
  expect(junit(evidence, undefined)).toContain('<property name="scope" value="whole"/>')
  expect(summary(evidence)).toMatch(/^PASSED {2}x {2}2 steps/)
})

const parts: [
  what: string,
  selection: Selection,
  ran: string[],
  skipped: string[],
  reason: string,
  notRun: string[],
][] = [
  ['from a step on', { from: 'b' }, ['b'], [], '--from b', ['a']],
  ['from the first step on', { from: 'a' }, ['a', 'b'], [], '--from a', []],
  ['of one step', { only: 'a' }, ['a'], [], '--only a', ['b']],
  ['in which a step was skipped', {}, ['b'], ['a'], 'skipped: a', ['a']],
]
for (const [what, selection, ran, skipped, reason, notRun] of parts) {
  test(`a run ${what} says so in evidence, report and ticket, and never "Result: passed"`, async () => {
    const evidence = await run(selection, ran, skipped)
    expect(evidence.scope).toEqual({ whole: false, reason, notRun, setVariables: [] })
    expect(ticket(evidence)).toMatch(/^Result: {6}\S.*a part only \(/m)
    expect(ticket(evidence)).not.toMatch(/^Result: {6}passed/m)
    expect(ticket(evidence)).toContain(`a part only (${reason})`)
    const report = junit(evidence, undefined)
    expect(report).toContain(`<property name="scope" value="a part only (${reason})"/>`)
    for (const id of notRun) expect(report).toMatch(new RegExp(`name="${id}"[^>]*>\\s*<skipped/>`))
    expect(summary(evidence)).toContain(`a part only (${reason})`)
  })
}

test('evidence, report and ticket name the variable that a run was given another value of', async () => {
  const evidence = await run({}, ['a', 'b'], [], { TEAM: 'blue' })
  expect(evidence.scope).toEqual({ whole: true, reason: '', notRun: [], setVariables: ['TEAM'] })
  expect(ticket(evidence)).toMatch(/^Variables: {3}TEAM=blue \(not the value on the page\)$/m)
  expect(junit(evidence, undefined)).toContain('<property name="set TEAM" value="blue"/>')
})

test('a run that failed half-way is recorded as whole, with the steps that it did not reach', async () => {
  const evidence = await run({}, ['a'])
  expect(evidence.scope).toEqual({ whole: true, reason: '', notRun: ['b'], setVariables: [] })
})
