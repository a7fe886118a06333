import { expect, test } from '@playwright/test'
import { z } from 'zod'
import { readData } from '../../../../src/site/shared/content-data.ts'
import { loadQuiz } from '../../../../src/site/quiz/quiz.ts'
import { shuffled } from '../../../../src/site/quiz/shuffle.ts'

const questions = await loadQuiz('course')

test('the right options of the quiz are spread over the places: at most half in one, at least a fifth in each of the first three', () => {
  const places = questions.map(({ options }) => options.findIndex(({ right }) => right))
  const share = (place: number) => places.filter((one) => one === place).length / places.length
  expect([0, 1, 2, 3].filter((place) => share(place) > 0.5)).toEqual([])
  expect([0, 1, 2].filter((place) => share(place) < 0.2)).toEqual([])
})

test('the right option of the quiz is the longest in fewer than half of the questions', () => {
  const longest = questions.filter(({ options }) => {
    const right = options.find(({ right }) => right)!
    return options.every((option) => option === right || option.say.length < right.say.length)
  })
  expect(longest.length / questions.length).toBeLessThan(0.5)
})

test('loadQuiz gives all options of the file, in the same order each time', async () => {
  expect(await loadQuiz('course')).toEqual(questions)
  const written = await readData(
    'content/quizzes/course.yaml',
    z.array(z.object({ options: z.array(z.object({ say: z.string() })) })),
  )
  const words = (all: readonly { say: string }[]) => all.map(({ say }) => say).sort()
  for (const [i, { options }] of written.entries()) expect(words(questions[i]!.options)).toEqual(words(options))
})

test('no option of the quiz speaks of a place, which differs from round to round', () => {
  const texts = questions.flatMap(({ ask, options }) => [ask, ...options.flatMap(({ say, why }) => [say, why])])
  expect(
    texts.filter((text) =>
      /\b(first|second|third|last|previous|next) (option|answer)\b|\b(option|answer)s? (above|below)\b|\b[a-d]\)/i.test(
        text,
      ),
    ),
  ).toEqual([])
})

test('shuffled keeps every item, and can reach every order', () => {
  const orders = new Set<string>()
  for (const first of [0, 0.4, 0.9])
    for (const second of [0, 0.9]) {
      const numbers = [first, second, 0]
      orders.add(shuffled(['a', 'b', 'c'], () => numbers.shift()!).join(''))
    }
  expect([...orders].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
})
