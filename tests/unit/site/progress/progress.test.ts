import { expect, test } from '@playwright/test'
import { mergeProgress, newIn } from '../../../../src/site/progress/merge.ts'
import { noProgress, parseProgress, ProgressError, type Progress } from '../../../../src/site/progress/progress.ts'

const early = '2026-11-01T08:00:00.000Z'
const late = '2026-11-24T08:00:00.000Z'

const mine: Progress = {
  schema: 1,
  lessons: { why: { version: '11111111', at: early }, reading: { version: '33333333', at: late } },
  quizzes: {
    course: { round: { a: { right: true, at: early } }, right: { a: early }, best: { right: 20, of: 27, at: early } },
  },
  tasks: { 'hands-on': { install: late } },
}
const theirs: Progress = {
  schema: 1,
  lessons: { why: { version: '22222222', at: late }, breaking: { version: '44444444', at: early } },
  quizzes: {
    course: { round: { a: { right: false, at: late }, b: { right: true, at: late } }, right: { b: late } },
    other: { round: {}, right: { x: late } },
  },
  tasks: { 'hands-on': { install: early, decide: late }, other: { x: late } },
}

test('parseProgress reads what was stored as it was', () => {
  for (const progress of [noProgress(), mine, theirs]) expect(parseProgress(JSON.stringify(progress))).toEqual(progress)
})

test('mergeProgress has everything of both, whichever way round', () => {
  const merged = mergeProgress(mine, theirs)
  expect(merged).toEqual(mergeProgress(theirs, mine))
  expect(merged).toEqual({
    schema: 1,
    lessons: { why: theirs.lessons['why'], reading: mine.lessons['reading'], breaking: theirs.lessons['breaking'] },
    quizzes: {
      course: {
        round: { a: { right: true, at: early }, b: { right: true, at: late } },
        right: { a: early, b: late },
        best: { right: 20, of: 27, at: early },
      },
      other: theirs.quizzes['other'],
    },
    tasks: { 'hands-on': { install: early, decide: late }, other: { x: late } },
  })
})

test('mergeProgress with itself changes nothing, and brings nothing new', () => {
  expect(mergeProgress(mine, mine)).toEqual(mine)
  expect(newIn(mine, mergeProgress(mine, mine))).toBe(0)
  expect(newIn(mine, mergeProgress(mine, noProgress()))).toBe(0)
})

test('newIn counts what a merge brings', () => {
  expect(newIn(noProgress(), mine)).toBe(5)
  expect(newIn(mine, mergeProgress(mine, theirs))).toBe(6)
})

test('mergeProgress keeps the result with the greater share of right answers', () => {
  const withBest = (right: number, of: number): Progress => ({
    ...noProgress(),
    quizzes: { course: { round: {}, right: {}, best: { right, of, at: early } } },
  })
  const best = (a: Progress, b: Progress) => mergeProgress(a, b).quizzes['course']!.best
  expect(best(withBest(20, 27), withBest(20, 40))).toMatchObject({ right: 20, of: 27 })
  expect(best(withBest(20, 40), withBest(20, 27))).toMatchObject({ right: 20, of: 27 })
  expect(best(withBest(0, 0), withBest(3, 27))).toMatchObject({ right: 3, of: 27 })
})

const wrong: [what: string, text: string, message: RegExp][] = [
  ['what is no JSON', '{"schema": 1, "less', /not JSON/],
  ['nothing', '', /not JSON/],
  ['a list', '[]', /no "schema"/],
  ['null', 'null', /no "schema"/],
  ['some other JSON', '{"name": "x"}', /no "schema"/],
  ['a newer schema', '{"schema": 99}', /newer version/],
  ['a schema that never was', '{"schema": -1}', /never was/],
  ['a schema that is no number', '{"schema": "1"}', /never was a schema "1"/],
  ['a field too few', '{"schema": 1, "lessons": {}, "quizzes": {}}', /^tasks is not there/],
  ['a field too many', change({ admin: true }), /^admin is not known here/],
  ['a list of lessons', change({ lessons: [] }), /^lessons is not an object/],
  ['a lesson without a time', change({ lessons: { why: { version: '11111111' } } }), /^lessons\.why\.at is not there/],
  [
    'a time that is none',
    change({ lessons: { why: { version: '11111111', at: '2026-13-45T99:00:00.000Z' } } }),
    /^lessons\.why\.at is not a time/,
  ],
  [
    'markup for a version',
    change({ lessons: { why: { version: '<img src=x onerror=alert(1)>', at: early } } }),
    /^lessons\.why\.version/,
  ],
  ['markup for an id', change({ tasks: { '<script>': {} } }), /^tasks\.<script> is not named/],
  [
    'a prototype',
    `{"schema": 1, "lessons": {"__proto__": {"version": "11111111", "at": "${early}"}}, "quizzes": {}, "tasks": {}}`,
    /^lessons\.__proto__ is not named/,
  ],
  [
    'more right answers than a quiz can have',
    change({ quizzes: { course: { round: {}, right: {}, best: { right: 1e9, of: 1, at: early } } } }),
    /^quizzes\.course\.best\.right is not a small whole number/,
  ],
  [
    'far too much',
    change({ lessons: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`l${i}`, {}])) }),
    /./,
  ],
]
for (const [what, text, message] of wrong) {
  test(`parseProgress refuses ${what}, with the place`, () => {
    expect(() => parseProgress(text)).toThrow(ProgressError)
    expect(() => parseProgress(text)).toThrow(message)
  })
}

test('parseProgress refuses a text of half a million characters before it parses it', () => {
  expect(() => parseProgress(' '.repeat(500_001))).toThrow(/far too long/)
})

test('parseProgress brings older data up, a version at a time', () => {
  const older = JSON.stringify({ schema: -1, read: ['why'] })
  const migrations = {
    [-1]: ({ read }: Record<string, unknown>) => ({ done: read }),
    [0]: ({ done }: Record<string, unknown>) => ({
      ...noProgress(),
      lessons: Object.fromEntries((done as string[]).map((id) => [id, { version: '00000000', at: early }])),
    }),
  }
  expect(parseProgress(older, migrations).lessons).toEqual({ why: { version: '00000000', at: early } })
})

function change(fields: object): string {
  return JSON.stringify({ ...noProgress(), ...fields })
}
