import { expect, test } from '@playwright/test'
import { loadEvidence } from '../../../src/evidence/index.ts'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { PROJECT, ROOT } from '../../../src/shared/root.ts'
import { makePlan, type Plan } from '../../../src/runbook/index.ts'
import { Output } from '../../../src/runbook/checks/output-matchers.ts'
import { equivalentMutants, isBefore, mutantsOfReadingSteps, mutationFaults } from '../../../src/suite/mutants.ts'

const killed = { step: 'x#a', killedAt: 'a', why: 'check timed out' }
const survivor = { step: 'x#a', killedAt: undefined, why: '' }

test('mutationFaults names a command that no check guards', () => {
  expect(mutationFaults([survivor], {})).toEqual([expect.stringMatching(/^x#a: .*no check notices/)])
})

test('mutationFaults accepts a guarded command, and one that is listed as equivalent', () => {
  expect(mutationFaults([killed], {})).toEqual([])
  expect(mutationFaults([survivor], { 'x#a': 'a reason' })).toEqual([])
})

test('mutationFaults refuses an equivalent mutant that a check notices', () => {
  expect(mutationFaults([killed], { 'x#a': 'a reason' })).toEqual([expect.stringMatching(/^x#a: .*lists it/)])
})

test('isBefore tells a run that failed before the command that is left out', () => {
  const steps = ['a', 'b', 'c'].map((id) => ({ step: { id } })) as Plan['target']['steps']
  const plan = { target: { steps } } as Plan
  const failure = (i: number) => ({ reason: 'F', at: steps[i], record: undefined, diagnosis: [] })
  expect(isBefore(failure(0), 1, plan)).toBe(true)
  expect(isBefore(failure(1), 1, plan)).toBe(false)
  expect(isBefore(failure(2), 1, plan)).toBe(false)
  expect(isBefore({ ...failure(0), at: undefined }, 1, plan)).toBe(false)
  expect(isBefore(undefined, 1, plan)).toBe(false)
})

test('equivalentMutants lists steps that exist', async () => {
  const pages = await Promise.all((await listPages(PROJECT)).map((id) => loadPage(PROJECT, id)))
  const steps = pages.flatMap((page) => page.steps.map((step) => `${page.id}#${step.id}`))
  for (const step of Object.keys(await equivalentMutants(PROJECT))) expect(steps).toContain(step)
})

test('mutantsOfReadingSteps judges the steps that only read, and leaves those that change something to a run', async () => {
  const plan = await makePlan(ROOT, 'upgrade-in-place', {})
  const judged = mutantsOfReadingSteps(plan, (await loadEvidence(ROOT, 'upgrade-in-place'))!)
  expect(judged).toContainEqual({
    step: 'upgrade-in-place#versions-before',
    killedAt: 'versions-before',
    why: 'a command that prints nothing fails the check contains of its output',
  })
  const reading = plan.target.steps.filter(({ step }) => step.readOnly).map(({ step }) => `upgrade-in-place#${step.id}`)
  expect(judged.map(({ step }) => step)).toEqual(reading)
})

test('mutantsOfReadingSteps needs a check that an empty output fails', async () => {
  const plan = await makePlan(ROOT, 'upgrade-in-place', {})
  const recorded = (await loadEvidence(ROOT, 'upgrade-in-place'))!
  const steps = recorded.steps.map((step) =>
    step.id === 'versions-before'
      ? { ...step, checks: step.checks.map((check) => ({ ...check, matcher: 'lacks', args: ['x'] })) }
      : step,
  )
  const judged = mutantsOfReadingSteps(plan, { ...recorded, steps })
  expect(judged.map(({ step }) => step)).not.toContain('upgrade-in-place#versions-before')
})

test('the matchers that need output do not hold for an empty one', async () => {
  const none = { of: (_key: string, value: string) => value }
  const empty = new Output('', '')
  for (const matcher of [empty.contains('a'), empty.equals('a'), empty.hasRow('a'), empty.hasRows(1, 'a')])
    expect((await matcher.evaluate(none)).holds).toBe(false)
})
