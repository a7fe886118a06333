import { expect, test } from '@playwright/test'
import { RecordedBaselines } from '../../../src/runbook/checks/evaluate.ts'
import { Output, podsOf } from '../../../src/runbook/checks/output-matchers.ts'
import type { Matcher, Observation } from '../../../src/checks/index.ts'

const nothingBefore = new RecordedBaselines(new Map())

const holds = (matcher: Matcher): boolean => (matcher.evaluate(nothingBefore) as Observation).holds
const output = (text: string) => new Output(text, text)
const table =
  'NAME                       READY  REV\nistiod-1-18-1-55774b98-cfd24  1/1  1-18-1\nistiod-55774b98-7rs2d  1/1  default\n'

test('podsOf does not find a pod of a revision in a pod of another', () => {
  expect(holds(output(table).hasRow(podsOf('istiod-canary')))).toBe(false)
  expect(holds(output('istiod-canary-55774b98-cfd24 1/1').hasRow(podsOf('istiod-canary')))).toBe(true)
  expect(holds(output('istiod-canary-2-55774b98-cfd24 1/1').hasRow(podsOf('istiod-canary')))).toBe(false)
})

test('podsOf does not find a pod of the default control plane in that of a revision', () => {
  expect(holds(output('istiod-canary-55774b98-cfd24 1/1').hasRow(podsOf('istiod')))).toBe(false)
  expect(holds(output(table).hasRow(podsOf('istiod'), 'default'))).toBe(true)
})

test('hasRow compares whole words in their order', () => {
  expect(holds(output('a 1/1 Running default').hasRow('a', 'Running', 'default'))).toBe(true)
  expect(holds(output('a 1/1 Running default').hasRow('a', 'default', 'Running'))).toBe(false)
  expect(holds(output('a 1/1 Running default-2').hasRow('a', 'default'))).toBe(false)
  expect(holds(output('b a').hasRow('a'))).toBe(false)
})

test('hasRow compares a part with spaces word for word, without others between', () => {
  const event = 'istiod-55774b98-7rs2d   0/1 nodes are available: 1 Insufficient cpu.'
  expect(holds(output(event).hasRow(podsOf('istiod'), '0/1 nodes are available: 1 Insufficient cpu.'))).toBe(true)
  expect(holds(output('a 1 node x available').hasRow('a', '1 node available'))).toBe(false)
  expect(holds(output('two words rest').hasRow('two words', 'rest'))).toBe(true)
  expect(holds(output('a x y z').hasRow('a', 'x y', 'y z'))).toBe(false)
  expect(holds(output('\n').hasRow(''))).toBe(false)
})

test('hasRows counts exactly', () => {
  expect(holds(output('a x\na x\n').hasRows(2, 'a', 'x'))).toBe(true)
  expect(holds(output('a x\n').hasRows(2, 'a', 'x'))).toBe(false)
  expect(holds(output('a x\na x\na x\n').hasRows(2, 'a', 'x'))).toBe(false)
})

test('lacksRow finds a row that must not be there', () => {
  expect(holds(output('a x').lacksRow('a'))).toBe(false)
  expect(holds(output('b x').lacksRow('a'))).toBe(true)
})

test('Output.contains, lacks and equals can each fail', () => {
  expect(holds(output('yes').contains('no'))).toBe(false)
  expect(holds(output('yes').lacks('yes'))).toBe(false)
  expect(holds(output('yes!').equals('yes'))).toBe(false)
  expect(holds(output('yes\n').equals('yes'))).toBe(true)
  expect(holds(output('').equals(''))).toBe(true)
})

test('Output.lacks cannot carry a step alone', () => {
  expect(output('x').lacks('a').identifiesSubject).toBe(false)
  expect(output('x').lacksRow('a').identifiesSubject).toBe(false)
  expect(output('x').contains('a').identifiesSubject).toBe(true)
})
