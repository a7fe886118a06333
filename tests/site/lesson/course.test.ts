import { loadEvidence } from '../../../src/evidence/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { loadQuiz } from '../../../src/site/quiz/quiz.ts'
import { builds, expect, pagesOf, test } from '../../support/site.ts'

test.use({ javaScriptEnabled: false })

test('each option of the quiz says whether it is right, and why, without JavaScript', async ({ page, sites }) => {
  await page.goto(`${sites.course}lessons/quiz/`)
  for (const { id, options } of await loadQuiz('course')) {
    const shown = page.locator(`#question-${id} details`)
    expect(await shown.count()).toBe(options.length)
    for (const [i, { right }] of options.entries()) {
      await expect(shown.nth(i).locator('p')).toBeHidden()
      await shown.nth(i).locator('summary').click()
      await expect(shown.nth(i).locator('p')).toContainText(right ? 'Right.' : 'Not this one.')
      await expect(shown.nth(i).locator('a[data-shown]')).toBeVisible()
    }
  }
})

test('a prediction hides its answer until it is asked for', async ({ page, sites }) => {
  await page.goto(`${sites.course}lessons/architecture/`)
  const answer = page.locator('.predict details p').first()
  await expect(answer).toBeHidden()
  await page.locator('.predict summary').first().click()
  await expect(answer).toBeVisible()
})

test('every picture has the same in words, and takes its colours from the page', async ({ page, sites }) => {
  let pictures = 0
  for (const path of await pagesOf(builds.course)) {
    if (!/^(lessons|decisions)\//.test(path)) continue
    await page.goto(`${sites.course}${path}`)
    for (const figure of await page.locator('figure.diagram').all()) {
      pictures++
      expect(await figure.locator('svg[role=img]').getAttribute('aria-label')).toMatch(/In words below/)
      expect(await figure.locator('svg [fill], svg [stroke], svg [font-family]').count()).toBe(0)
      if (path.startsWith('decisions/')) expect(await page.locator('ol.decision > li').count()).toBeGreaterThan(1)
      else expect(await figure.locator('figcaption li').count()).toBeGreaterThan(1)
    }
  }
  expect(pictures).toBeGreaterThanOrEqual(13)
})

test('the commands of the older guide are shown by what became of them, and a linked one always', async ({
  page,
  sites,
}) => {
  await page.goto(`${sites.course}legacy-commands/`)
  const rows = page.locator('ol.legacy > li:visible')
  const all = await rows.count()
  const kinds = page.getByRole('group', { name: 'Show' })
  let sum = 0
  for (const kind of await kinds.getByRole('radio').all()) {
    await kind.check()
    const said = Number(/\d+/.exec((await kind.locator('..').textContent())!)![0])
    await expect(rows).toHaveCount(said)
    sum += said
  }
  expect(sum).toBe(2 * all)
  await page.goto(`${sites.course}legacy-commands/#c01`)
  await kinds.getByRole('radio', { name: 'fail' }).check()
  await expect(page.locator('#c01')).toBeVisible()
})

test('on a phone the picture of a decision is seen whole, and read when it is touched', async ({ page, sites }) => {
  await page.setViewportSize({ width: 360, height: 780 })
  await page.goto(`${sites.course}decisions/how-to-install/`)
  const picture = page.locator('figure.diagram > [tabindex="0"]')
  const beyond = () => picture.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
  expect(await beyond()).toBe(0)
  await picture.click()
  const sizes = await picture
    .locator('svg text')
    .evaluateAll((texts) =>
      (texts as SVGTextElement[]).map((text) => Number(text.getAttribute('font-size')) * text.getScreenCTM()!.a),
    )
  expect(Math.min(...sizes)).toBeGreaterThan(12)
  expect(await beyond()).toBeGreaterThan(0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
})

test.describe('with JavaScript', () => {
  test.use({ javaScriptEnabled: true })

  test('on a phone the picture of a decision shows its first question in the middle when it is touched', async ({
    page,
    sites,
  }) => {
    await page.setViewportSize({ width: 360, height: 780 })
    await page.goto(`${sites.course}decisions/how-to-install/`)
    const picture = page.locator('figure.diagram > [tabindex="0"]')
    await picture.click()
    const { left, right, top, bottom } = await picture
      .locator('.node')
      .first()
      .evaluate((node) => node.getBoundingClientRect().toJSON() as DOMRect)
    expect(Math.abs((left + right) / 2 - 180)).toBeLessThan(40)
    expect(top).toBeGreaterThan(0)
    expect(bottom).toBeLessThan(780)
  })
})

test('on a phone a table of many columns is read without scrolling, each cell with the name of its column', async ({
  page,
  sites,
}) => {
  await page.setViewportSize({ width: 360, height: 780 })
  await page.goto(`${sites.course}lessons/patterns/`)
  const table = page.locator('.sl-markdown-content table').first()
  const names = await table.locator('th').allTextContents()
  expect(names.length).toBeGreaterThan(2)
  for (const row of await table.locator('tbody tr').all()) {
    const cells = await row.locator('td').evaluateAll((all) =>
      all.map((cell) => ({
        says: getComputedStyle(cell, '::before').content,
        right: cell.getBoundingClientRect().right,
        wide: cell.scrollWidth > cell.clientWidth,
      })),
    )
    expect(cells.map(({ says }) => says)).toEqual(['none', ...names.slice(1).map((name) => `"${name}: "`)])
    expect(cells.filter(({ right, wide }) => right > 360 || wide)).toEqual([])
  }
})

test('on a phone what to do stands out among the ways through a decision, and the questions before it do not', async ({
  page,
  sites,
}) => {
  await page.setViewportSize({ width: 360, height: 780 })
  await page.goto(`${sites.course}decisions/how-to-install/`)
  const weights = await page
    .locator('.decision-table tbody tr')
    .first()
    .locator('td')
    .evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell).fontWeight))
  expect(weights).toEqual(['400', '650', '400'])
})

test('every way through a decision ends at a runbook', async ({ page, sites }) => {
  for (const path of (await pagesOf(builds.course)).filter((p) => p.startsWith('decisions/'))) {
    await page.goto(`${sites.course}${path}`)
    for (const row of await page.locator('.table-scroll tbody tr').all())
      await expect(row.locator('a')).toHaveAttribute('href', /\/runbooks\/[a-z-]+\/$/)
  }
})

test('figures about requests are those of the recording', async ({ page, sites }) => {
  const evidence = await loadEvidence(ROOT, 'strict-mtls')
  await page.goto(`${sites.course}lessons/identity/`)
  await page.locator('.predict summary').first().click()
  await expect(page.locator('.predict').first()).toContainText(`${evidence!.traffic[0]!.requests} requests`)
})

test('a step of an exercise shows its goal and folds its solution away', async ({ page, sites }) => {
  await page.goto(`${sites.course}runbooks/hands-on/`)
  const step = page.locator('#step-install')
  await expect(step.locator('.step-goal')).toBeVisible()
  await expect(step.locator('.command')).toBeHidden()
  await step.locator('.step-solution > summary').click()
  await expect(step.locator('.command')).toBeVisible()
})
