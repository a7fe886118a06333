import { expect, test } from '@playwright/test'
import { decisionFaults, pathsOf, questionsInOrder, type Decision } from '../../../../src/site/decision/decision.ts'

const end = { do: 'D', because: 'B', watch: 'W', runbook: 'r' }
const question = (...answers: [string, string][]) => ({
  ask: 'A?',
  why: 'W',
  answers: answers.map(([say, to]) => ({ say, to })),
})
const whole: Decision = {
  start: 'one',
  questions: { one: question(['Yes', 'two'], ['No', 'x']), two: question(['Yes', 'x'], ['No', 'y']) },
  ends: { x: end, y: end },
}

test('decisionFaults has none for a decision that leads to its ends', () => {
  expect(decisionFaults(whole, ['r'])).toEqual([])
})

const wrong: [promise: string, decision: Decision, fault: RegExp][] = [
  ['an end without its runbook', { ...whole, ends: { x: end, y: { ...end, runbook: 'gone' } } }, /no runbook gone/],
  [
    'an answer that leads nowhere',
    { ...whole, questions: { ...whole.questions, two: question(['Yes', 'x'], ['No', 'y'], ['Perhaps', 'z']) } },
    /there is no z/,
  ],
  ['a start that is no question', { ...whole, start: 'zero' }, /^start: there is no question zero/],
  [
    'questions that go round in a circle',
    { ...whole, questions: { ...whole.questions, two: question(['Yes', 'one'], ['No', 'y']) } },
    /leads back to itself: one → two → one/,
  ],
  ['an end that no answer reaches', { ...whole, ends: { ...whole.ends, z: end } }, /^z: no answer leads there/],
]
for (const [promise, decision, fault] of wrong) {
  test(`decisionFaults names ${promise}`, () => {
    expect(decisionFaults(decision, ['r'])).toEqual([expect.stringMatching(fault)])
  })
}

test('pathsOf has every way through a decision once', () => {
  expect(pathsOf(whole).map(({ steps, end }) => [...steps.map(({ say }) => say), end])).toEqual([
    ['Yes', 'Yes', 'x'],
    ['Yes', 'No', 'y'],
    ['No', 'x'],
  ])
  expect(questionsInOrder(whole)).toEqual(['one', 'two'])
})
