import type { Page } from '@playwright/test'
import { loadQuiz } from '../../../src/site/quiz/quiz.ts'
import { KEY } from '../../../src/site/progress/store.ts'
import { axeFaults } from '../../support/axe.ts'
import { shiftOf } from '../../support/shifts.ts'
import { expect, setTheme, test } from '../../support/site.ts'

const PAGE = 'lessons/quiz/'
const questions = await loadQuiz('course')
const count = questions.length

/** Answers a question, rightly or not, wherever the options stand in this round. */
async function answer(page: Page, i: number, right: boolean): Promise<void> {
  const { id } = questions[i]!
  const asked = page.locator(`#question-${id}`)
  const wanted = asked.locator(`label:has(+ details${right ? '[data-right]' : ':not([data-right])'})`)
  await wanted.first().getByRole('radio').check()
  await asked.getByRole('button', { name: 'Check' }).click()
}

/** Answers all questions; these wrongly. */
async function answerAll(page: Page, wrong: readonly number[]): Promise<void> {
  for (const i of questions.keys()) await answer(page, i, !wrong.includes(i))
}

const score = (page: Page) => page.getByRole('region', { name: 'Your score' })

test('a question is answered with the keyboard alone, and the answer is announced', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  const { id, options } = questions[0]!
  const asked = page.locator(`#question-${id}`)
  await expect(asked.getByRole('radio')).toHaveCount(options.length)
  await asked.getByRole('radio').first().focus()
  await page.keyboard.press('ArrowDown')
  await expect(asked.getByRole('radio').nth(1)).toBeChecked()
  await page.keyboard.press('Enter')
  await expect(asked.locator('summary').nth(1)).toBeFocused()
  await expect(asked.locator('details').nth(1).locator('p')).toBeVisible()
  const { right } = options[1]!
  const said = `${right ? 'Right.' : 'Not this one.'} 1 of ${count} answered, ${right ? 1 : 0} of them right.`
  await expect(page.locator('pg-quiz [data-status]')).toHaveText(said)
  // From there on to what is said, and to its links.
  await page.keyboard.press('Tab')
  await expect(asked.locator('details').nth(1).locator('a').first()).toBeFocused()
})

test('a question is a group with its words as name, and each option is a radio button with its own', async ({
  page,
  sites,
}) => {
  await page.goto(`${sites.course}${PAGE}`)
  for (const { id, ask, options } of questions) {
    const asked = page.locator(`#question-${id}`)
    await expect(asked).toHaveRole('group')
    await expect(asked).toHaveAccessibleName(new RegExp(escape(ask.replaceAll('`', '').slice(0, 30))))
    for (const [i, { say }] of options.entries())
      await expect(asked.getByRole('radio').nth(i)).toHaveAccessibleName(say.replaceAll('`', ''))
  }
})

test('every option of the quiz says why, with links to the paragraph and to the step that shows it', async ({
  page,
  sites,
}) => {
  await page.goto(`${sites.course}${PAGE}`)
  await answerAll(page, [])
  for (const { id, options, read, shown } of questions) {
    const asked = page.locator(`#question-${id}`)
    for (const i of options.keys()) {
      const details = asked.locator('details').nth(i)
      if (!(await details.evaluate((d: HTMLDetailsElement) => d.open))) await details.locator('summary').click()
      const [runbook, step] = shown.split('#')
      await expect(details.locator(`a[href$="/runbooks/${runbook}/#step-${step}"]`)).toBeVisible()
      await expect(details.locator(`a[href$="/lessons/${read}"]`)).toBeVisible()
    }
  }
})

test('the printed quiz has all questions before the answers, each with its option', async ({ page, sites }) => {
  await page.setViewportSize({ width: 700, height: 1000 })
  await page.goto(`${sites.course}${PAGE}`)
  await page.emulateMedia({ media: 'print' })
  const tops = (part: string) =>
    page
      .locator(part)
      .evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect()).map(({ top, height }) => (height > 0 ? top : NaN)),
      )
  const [asked, said, worth] = [
    await tops('.quiz legend'),
    await tops('.quiz-option'),
    await tops('.quiz-right, .quiz-wrong'),
  ]
  const optionsInAll = questions.flatMap(({ options }) => options).length
  expect([asked.length, said.length, worth.length]).toEqual([questions.length, optionsInAll, optionsInAll])
  expect(Math.max(...asked, ...said)).toBeLessThan(Math.min(...worth))
  const marks = await page
    .locator('.quiz-option, .quiz-right, .quiz-wrong')
    .evaluateAll((all) =>
      all.map((one) => getComputedStyle(one, '::before')).map(({ display, content }) => ({ display, content })),
    )
  expect(new Set(marks.map(({ display }) => display))).toEqual(new Set(['inline']))
  expect(new Set(marks.map(({ content }) => content)).size).toBe(2)
  // In the order of the questions, each option below its own.
  expect(asked).toEqual(asked.toSorted((a, b) => a - b))
  expect(worth).toEqual(worth.toSorted((a, b) => a - b))
})

test('an answer cannot be checked before one is chosen', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  const asked = page.locator(`#question-${questions[0]!.id}`)
  await asked.getByRole('button', { name: 'Check' }).click()
  await expect(asked.locator('[data-result]')).toHaveText('Choose an answer first.')
})

test('the quiz ends with a score, asks the wrong ones again, and keeps the best round', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  await answerAll(page, [1, 4])
  await expect(score(page)).toContainText(`All ${count} answered: ${count - 2} right on the first try.`)
  await expect(score(page)).toContainText(
    new RegExp(`Best round: ${count - 2} of ${count}, on \\d{4}-\\d\\d-\\d\\d\\.`),
  )
  await score(page).getByRole('button', { name: 'Try the 2 wrong ones again' }).click()
  await expect(page.locator('fieldset.quiz:visible')).toHaveCount(2)
  await expect(page.locator(`#question-${questions[1]!.id}`)).toBeFocused()
  await answer(page, 1, true)
  await answer(page, 4, false)
  await expect(score(page)).toContainText(`${count - 2} right on the first try, and 1 more when you tried again.`)
  await score(page).getByRole('button', { name: 'Try the wrong one again' }).click()
  await expect(page.locator('fieldset.quiz:visible')).toHaveCount(1)
  await answer(page, 4, true)
  await expect(score(page).getByRole('button', { name: /wrong/ })).toBeHidden()
  await score(page).getByRole('button', { name: 'Show all questions' }).click()
  await expect(page.locator('fieldset.quiz:visible')).toHaveCount(count)
  // A worse round does not take the best one's place.
  await score(page).getByRole('button', { name: 'Start over' }).click()
  await answerAll(page, [0, 1, 2])
  await expect(score(page)).toContainText(`${count - 3} right on the first try.`)
  await expect(score(page)).toContainText(`Best round: ${count - 2} of ${count}`)
})

test('the quiz has the same order at each visit, and others in a second try and a new round', async ({
  page,
  sites,
}) => {
  await page.goto(`${sites.course}${PAGE}`)
  const built = await orders(page)
  expect(built).toEqual(questions.map(({ options }) => options.map(({ say }) => say.replaceAll('`', ''))))
  await answerAll(page, [...questions.keys()])
  await score(page)
    .getByRole('button', { name: `Try the ${count} wrong ones again` })
    .click()
  const again = await orders(page)
  // So many orders that all happen to be the same again: once in 10 to the power of 20.
  expect(again).not.toEqual(built)
  expect(again.map((words) => words.toSorted())).toEqual(built.map((words) => words.toSorted()))
  await answerAll(page, [])
  await expect(score(page)).toContainText(`0 right on the first try, and ${count} more when you tried again.`)
  await score(page).getByRole('button', { name: 'Start over' }).click()
  expect(await orders(page)).not.toEqual(again)
  await answer(page, 0, true)
  await expect(score(page)).toContainText(`1 of ${count} answered, 1 of them right.`)
  await page.reload()
  await expect(page.locator(`#question-${questions[0]!.id} [data-result]`)).toHaveText('Right.')
  expect(await orders(page)).toEqual(built)
})

test('a shuffled question is answered with the keyboard in the order that is seen', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  await answer(page, 0, false)
  await score(page).getByRole('button', { name: 'Try the wrong one again' }).click()
  const asked = page.locator(`#question-${questions[0]!.id}`)
  await asked.getByRole('radio').first().focus()
  for (const i of questions[0]!.options.keys()) {
    await expect(asked.getByRole('radio').nth(i)).toBeFocused()
    await page.keyboard.press('ArrowDown')
  }
  const tops = await asked.locator('label').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top))
  expect(tops).toEqual(tops.toSorted((a, b) => a - b))
})

test('the quiz keeps answers over a reload, and asks before it drops an unfinished round', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  await answer(page, 0, true)
  await answer(page, 1, false)
  await page.reload()
  await expect(score(page)).toContainText(`2 of ${count} answered, 1 of them right.`)
  await expect(page.locator(`#question-${questions[0]!.id} [data-result]`)).toHaveText('Right.')
  await expect(page.locator(`#question-${questions[1]!.id} [data-result]`)).toHaveText(
    'Not this one. Open another to see why.',
  )
  page.once('dialog', (dialog) => void dialog.dismiss())
  await score(page).getByRole('button', { name: 'Start over' }).click()
  await expect(score(page)).toContainText(`2 of ${count} answered`)
})

test('nothing moves while the script takes over the quiz, also when some was answered', async ({ page, sites }) => {
  expect(await shiftOf(page, `${sites.course}${PAGE}`)).toBe(0)
  await answer(page, 0, true)
  await answer(page, 1, false)
  expect(await shiftOf(page, `${sites.course}${PAGE}`)).toBe(0)
})

test('the quiz says so where the browser keeps nothing, and works for the visit', async ({ page, sites }) => {
  await page.addInitScript((key) => {
    const denied = (name: string) => {
      if (name === key) throw new DOMException('denied', 'SecurityError')
      return null
    }
    Storage.prototype.getItem = denied
    Storage.prototype.setItem = denied
  }, KEY)
  await page.goto(`${sites.course}${PAGE}`)
  await answer(page, 0, true)
  await answer(page, 1, true)
  await expect(score(page)).toContainText(`2 of ${count} answered, 2 of them right.`)
  await expect(score(page)).toContainText('This browser keeps nothing')
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in an answered quiz, ${theme}`, async ({ page, sites }) => {
    await page.goto(`${sites.course}${PAGE}`)
    await setTheme(page, theme)
    await answer(page, 0, true)
    await answer(page, 1, false)
    expect(await axeFaults(page)).toEqual([])
  })
}

/** The words of each question's options, in the order of the page. */
function orders(page: Page): Promise<string[][]> {
  return page
    .locator('fieldset.quiz')
    .evaluateAll((all) => all.map((one) => [...one.querySelectorAll('summary')].map((it) => it.textContent.trim())))
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
