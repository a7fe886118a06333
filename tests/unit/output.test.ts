import { expect, test } from '@playwright/test'
import { BaselinesAfter } from '../../src/runbook/baselines.ts'
import { Output, podsOf } from '../../src/runbook/output.ts'
import type { Claim, Sight } from '../../src/claim.ts'

const nothingBefore = new BaselinesAfter(new Map())

const holds = (claim: Claim): boolean => (claim.look(nothingBefore) as Sight).holds
const output = (text: string) => new Output(text, text)
const table =
  'NAME                       READY  REV\nistiod-1-18-1-55774b98-cfd24  1/1  1-18-1\nistiod-55774b98-7rs2d  1/1  default\n'

test('a pod of the canary is not found in a pod of another revision', () => {
  expect(holds(output(table).hasRow(podsOf('istiod-canary')))).toBe(false)
  expect(holds(output('istiod-canary-55774b98-cfd24 1/1').hasRow(podsOf('istiod-canary')))).toBe(true)
  expect(holds(output('istiod-canary-2-55774b98-cfd24 1/1').hasRow(podsOf('istiod-canary')))).toBe(false)
})

test('a pod of the default control plane is not found in that of a revision', () => {
  expect(holds(output('istiod-canary-55774b98-cfd24 1/1').hasRow(podsOf('istiod')))).toBe(false)
  expect(holds(output(table).hasRow(podsOf('istiod'), 'default'))).toBe(true)
})

test('a row is known by whole words in their order', () => {
  expect(holds(output('a 1/1 Running default').hasRow('a', 'Running', 'default'))).toBe(true)
  expect(holds(output('a 1/1 Running default').hasRow('a', 'default', 'Running'))).toBe(false)
  expect(holds(output('a 1/1 Running default-2').hasRow('a', 'default'))).toBe(false)
  expect(holds(output('b a').hasRow('a'))).toBe(false)
})

test('a number of rows is exact', () => {
  expect(holds(output('a x\na x\n').hasRows(2, 'a', 'x'))).toBe(true)
  expect(holds(output('a x\n').hasRows(2, 'a', 'x'))).toBe(false)
  expect(holds(output('a x\na x\na x\n').hasRows(2, 'a', 'x'))).toBe(false)
})

test('a row that must not be there is found when it is', () => {
  expect(holds(output('a x').lacksRow('a'))).toBe(false)
  expect(holds(output('b x').lacksRow('a'))).toBe(true)
})

test('contains, lacks and is can each fail', () => {
  expect(holds(output('yes').contains('no'))).toBe(false)
  expect(holds(output('yes').lacks('yes'))).toBe(false)
  expect(holds(output('yes!').is('yes'))).toBe(false)
  expect(holds(output('yes\n').is('yes'))).toBe(true)
  expect(holds(output('').is(''))).toBe(true)
})

test('a text that must be absent names nothing, so it cannot carry a step alone', () => {
  expect(output('x').lacks('a').identity).toBe(false)
  expect(output('x').lacksRow('a').identity).toBe(false)
  expect(output('x').contains('a').identity).toBe(true)
})
