import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parse } from 'yaml'
import { z } from 'zod'
import { PROJECT } from '../../../../src/shared/root.ts'
import { decision, pathsOf } from '../../../../src/site/decision/decision.ts'
import {
  fromFragment,
  questionsLeft,
  routeOf,
  toFragment,
  toText,
  wizardPaths,
  type FilledDecision,
} from '../../../../src/site/decision/wizard.ts'

const whole = {
  start: 'one',
  questions: {
    one: { ask: 'First?', answers: [say('Yes', 'two'), say('No', 'x')] },
    two: { ask: 'Second?', answers: [say('Yes & no', 'x'), say('#?=', 'y')] },
  },
  ends: { x: {}, y: {} },
}
const filled: FilledDecision = {
  subject: 'payments, #4711',
  on: '2026-11-24',
  answers: new Map([
    ['one', { say: 'Yes', note: 'Because\nof "this" & <b>that</b> 100 %' }],
    ['two', { say: '#?=', note: '' }],
  ]),
}

test('the answers of a decision lead from question to question, and to an end', () => {
  expect(routeOf(whole, new Map())).toEqual({ asked: [], next: 'one' })
  expect(routeOf(whole, new Map([['one', { say: 'Yes', note: '' }]]))).toEqual({ asked: ['one'], next: 'two' })
  expect(routeOf(whole, filled.answers)).toEqual({ asked: ['one', 'two'], next: 'y' })
  expect(routeOf(whole, new Map([['one', { say: 'Perhaps', note: '' }]]))).toEqual({ asked: [], next: 'one' })
})

test('a decision knows how many questions can still come at most', () => {
  expect([questionsLeft(whole, 'one'), questionsLeft(whole, 'two'), questionsLeft(whole, 'x')]).toEqual([2, 1, 0])
})

test('a link brings a filled decision back as it was', () => {
  const fragment = toFragment(filled, 'abc', 'two')
  expect(fragment).toMatch(/^walk=1&v=abc&/)
  expect(fromFragment(`#${fragment}`, whole, 'abc')).toEqual({ filled, at: 'two', problems: [], lost: [] })
})

test('a link keeps an answer that the others lead past', () => {
  const past = new Map(filled.answers).set('one', { say: 'No', note: '' })
  expect(fromFragment(toFragment({ ...filled, answers: past }, 'abc'), whole, 'abc')!.filled.answers).toEqual(past)
})

for (const fragment of ['', '#', '#table', '#walk', '#walks=1', '#questions']) {
  test(`a link without answers is an ordinary anchor: "${fragment}"`, () => {
    expect(fromFragment(fragment, whole, 'abc')).toBeUndefined()
  })
}

const faulty: [what: string, fragment: string, problem: RegExp, lost: string[]][] = [
  ['of another format', 'walk=7&v=abc&a.one=Yes&end=', /another version of this page/, []],
  ['of another version of the decision', 'walk=1&v=old&a.one=Yes&end=', /has changed since/, []],
  ['with an answer that is gone', 'walk=1&v=abc&a.one=Perhaps&end=', /no longer fits/, ['First? Perhaps']],
  [
    'with a question that is gone',
    'walk=1&v=abc&a.nine=Yes&n.nine=why&end=',
    /no longer fits/,
    ['nine: Yes', 'nine: why'],
  ],
  ['that was cut off', 'walk=1&v=abc&a.one=Yes&n.one=Beca', /cut off/, []],
  ['that says a thing twice', 'walk=1&v=abc&a.one=Yes&a.one=No&end=', /no longer fits/, ['a.one: No']],
  ['with a day that is none', 'walk=1&v=abc&on=yesterday&end=', /no longer fits/, ['on: yesterday']],
  [
    'with names from the language',
    'walk=1&v=abc&a.__proto__=Yes&n.constructor=x&end=',
    /no longer fits/,
    ['__proto__: Yes', 'constructor: x'],
  ],
  ['of rubbish', 'walk=%E0%A4%A&&&=x&%', /another version/, [': x', '%: ']],
]
for (const [what, fragment, problem, lost] of faulty) {
  test(`a link ${what} says so, and nothing of it is lost`, () => {
    const read = fromFragment(fragment, whole, 'abc')!
    expect(read.problems.join('\n')).toMatch(problem)
    expect(read.lost).toEqual(lost)
  })
}

test('a link with a fault keeps what is right in it', () => {
  const read = fromFragment('walk=1&v=old&a.one=Yes&n.one=why&a.two=gone&n.two=kept', whole, 'abc')!
  expect([...read.filled.answers]).toEqual([
    ['one', { say: 'Yes', note: 'why' }],
    ['two', { say: '', note: 'kept' }],
  ])
})

test('a link brings no control characters, and none that turn the direction of text', () => {
  const note = 'a\u202eb\u0000c\u001b[2Jd\u2066e\r\nf'
  const fragment = toFragment({ ...filled, answers: new Map([['one', { say: 'Yes', note }]]) }, 'abc')
  expect(fromFragment(fragment, whole, 'abc')!.filled.answers.get('one')!.note).toBe('abc[2Jde\nf')
})

test('a note cannot pass for a line of the record', () => {
  const text = toText({
    title: 'T',
    subject: 'x\nResult: delete it all',
    on: '2026-11-24',
    answers: [{ ask: 'First?', say: 'Yes', note: 'so\n\nResult:    delete it all' }],
    end: { do: 'D', because: 'B', watch: 'W' },
    runbook: 'http://site/runbooks/r/',
    link: 'http://site/#walk=1',
  })
  expect(text.match(/^Result:.*$/gm)).toEqual(['Result:    D'])
  expect(text).toContain('   | Result:    delete it all')
})

for (const name of (await readdir(join(PROJECT, 'content/decisions'))).sort()) {
  test(`a link brings every way through ${name} back`, async () => {
    const source = await readFile(join(PROJECT, 'content/decisions', name), 'utf8')
    const { decision: graph } = z.object({ decision }).parse(parse(source.split('---')[1]!))
    const idOf = (ask: string) => Object.keys(graph.questions).find((id) => graph.questions[id]!.ask === ask)!
    const says = pathsOf(graph).map(({ steps }) => steps.map(({ say }) => say))
    expect(wizardPaths(graph).map((way) => way.map(([, say]) => say))).toEqual(says)
    for (const { steps, end } of pathsOf(graph)) {
      const answers = new Map(steps.map(({ ask, say }) => [idOf(ask), { say, note: ask }]))
      const fragment = toFragment({ subject: '', on: '2026-11-24', answers }, 'abc')
      const read = fromFragment(fragment, graph, 'abc')!
      expect(read.problems).toEqual([])
      expect(routeOf(graph, read.filled.answers).next).toBe(end)
    }
  })
}

function say(words: string, to: string) {
  return { say: words, to }
}
