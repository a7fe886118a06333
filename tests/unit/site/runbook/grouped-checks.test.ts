import { expect, test } from '@playwright/test'
import { loadEvidence, type CheckRecord } from '../../../../src/evidence/index.ts'
import { ROOT } from '../../../../src/shared/root.ts'
import { groupChecks } from '../../../../src/site/runbook/grouped-checks.ts'

const label = (name: string, more: Partial<CheckRecord> = {}): CheckRecord => ({
  subject: { type: 'object', apiVersion: 'v1', kind: 'Secret', name },
  matcher: 'hasLabel',
  args: ['a', 'b'],
  before: 'false',
  observedBefore: 'a is not there',
  passed: true,
  observed: 'a=b',
  waitedMs: 5,
  ...more,
})
const row = (...args: string[]): CheckRecord => ({
  ...label(''),
  subject: { type: 'output' },
  matcher: 'hasRow',
  args,
  before: 'not tried',
  observed: args.join(' '),
})

test('groupChecks puts neighbors together that differ in the name of their object, with the longest wait', () => {
  expect(groupChecks([label('x'), label('y', { waitedMs: 9 }), label('z')])).toEqual([
    { check: label('x'), names: ['y', 'z'], waitedMs: 9 },
  ])
})

test('groupChecks puts rows of the output together that differ in their first word', () => {
  expect(groupChecks([row('x', '1'), row('y', '1'), row('z', '2')]).map(({ names }) => names)).toEqual([['y'], []])
})

const apart: [what: string, other: Partial<CheckRecord>][] = [
  ['another argument', { args: ['a', 'c'] }],
  ['another kind', { subject: { type: 'object', apiVersion: 'v1', kind: 'Pod', name: 'y' } }],
  ['something else before', { observedBefore: 'a=c' }],
  ['something else after', { observed: 'a=b, c=d' }],
  ['a sentence of its own', { sentence: 'y has it' }],
  ['a failure', { passed: false }],
]
for (const [what, other] of apart) {
  test(`groupChecks leaves a check apart with ${what}`, () => {
    const second = { ...label('y'), ...other }
    expect(groupChecks([label('x'), second]).map(({ check }) => check)).toEqual([label('x'), second])
  })
}

test('groupChecks loses no check of a recorded run', async () => {
  const { steps } = (await loadEvidence(ROOT, 'install-canary'))!
  const shown = steps.map(({ checks }) => groupChecks(checks))
  const told = shown.flat().reduce((sum, { names }) => sum + 1 + names.length, 0)
  expect(told).toBe(steps.flatMap(({ checks }) => checks).length)
  expect(shown.flat().length).toBeLessThan(told)
})
