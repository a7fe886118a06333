import { expect, test } from '@playwright/test'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { PROJECT } from '../../../src/shared/root.ts'
import type { Plan } from '../../../src/runbook/index.ts'
import { equivalentMutants, isBefore, mutationFaults } from '../../../src/runbook/cli/mutants.ts'

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
