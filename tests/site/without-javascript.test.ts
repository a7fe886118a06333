import type { Page } from '@playwright/test'
import { exportBlock, listPages, loadPage } from '../../src/page/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { loadQuiz } from '../../src/site/quiz/quiz.ts'
import { builds, expect, kindsOf, test } from '../support/site.ts'

test.use({ javaScriptEnabled: false })

for (const width of [360, 1440]) {
  test(`without JavaScript no page shows a control that does nothing, at ${width} pixels`, async ({ page, sites }) => {
    await page.setViewportSize({ width, height: 800 })
    for (const name of ['course', 'states'] as const) {
      for (const path of await kindsOf(builds[name])) {
        await page.goto(`${sites[name]}${path}`)
        // HTML alone opens the menu, CSS alone chooses the kinds of legacy commands.
        const controls = page.locator('button:not([popovertarget]), select, textarea, input:not(.legacy-kinds input)')
        expect(await controls.filter({ visible: true }).evaluateAll(named), `${name}: /${path}`).toEqual([])
      }
    }
  })
}

test('without JavaScript the menu of a phone opens', async ({ page, sites }) => {
  await page.setViewportSize({ width: 360, height: 800 })
  await page.goto(`${sites.course}lessons/why/`)
  const menu = page.getByRole('navigation', { name: 'Main' })
  await expect(menu).toBeHidden()
  await page.getByRole('button', { name: 'Menu' }).click()
  await expect(menu.getByRole('link', { name: 'Status', exact: true })).toBeVisible()
})

/** What a page has to show all the same. */
const promises: [site: 'course' | 'states', path: string, promise: string, holds: (page: Page) => Promise<void>][] = [
  ['states', '', 'shows its notice', (page) => expect(page.locator('.notice')).toBeVisible()],
  ['states', '', 'offers the indexes instead of a search', showsIndexes],
  ['states', 'runbooks/verified/', 'dates the proof', (page) => showsDate(page, '.badge time')],
  ['states', 'status/', 'dates each proof', (page) => showsDate(page, '.status-verified time')],
  ['course', 'runbooks/install-canary/', 'has the lines to paste and the script, with the defaults', showsDefaults],
  ['course', 'commands/', 'has every use of a command', showsUses],
  ['course', 'lessons/why/', 'leads from a term to its meaning', leadsToMeaning],
  ['course', 'lessons/quiz/', 'says of each option whether it is right, and why', showsAnswers],
  ['course', 'decisions/how-to-install/', 'shows the whole decision', showsDecision],
  ['course', 'progress/', 'says what it needs, and lists the lessons', showsLessons],
]
for (const [site, path, promise, holds] of promises) {
  test(`without JavaScript /${path} of "${site}" ${promise}`, async ({ page, sites }) => {
    await page.goto(`${sites[site]}${path}`)
    await holds(page)
  })
}

for (const id of await listPages(ROOT)) {
  test(`without JavaScript every command of ${id}, its proof and the badge can be read`, async ({ page, sites }) => {
    await page.goto(`${sites.course}runbooks/${id}/`)
    for (const solution of await page.locator('.step-solution > summary').all()) await solution.click()
    for (const step of (await loadPage(ROOT, id)).steps) {
      await expect(page.locator(`#step-${step.id} .command code`)).toBeVisible()
      expect(await page.locator(`#step-${step.id} .command code`).textContent()).toBe(step.command)
    }
    await expect(page.locator('.badge')).toBeVisible()
    const proofs = page.locator('.proof > summary')
    if ((await proofs.count()) === 0) return
    await proofs.first().click()
    await expect(page.locator('.proof pre').first()).toBeVisible()
  })
}

/** How a control is called in a failure. */
function named(controls: Element[]): string[] {
  return controls.map((control) => control.outerHTML.slice(0, 120))
}

async function showsIndexes(page: Page): Promise<void> {
  for (const name of ['Messages', 'Commands'])
    await expect(page.getByRole('banner').getByRole('link', { name, exact: true })).toHaveAttribute(
      'href',
      `/some/base/${name.toLowerCase()}/`,
    )
}

/** The day of the run, and no age: that would stay what it was when the page was built. */
async function showsDate(page: Page, time: string): Promise<void> {
  await expect(page.locator(time).first()).toHaveText('2026-11-01')
  await expect(page.locator('.age')).toHaveCount(0)
}

async function showsDefaults(page: Page): Promise<void> {
  const { variables } = await loadPage(ROOT, 'install-canary')
  await expect(page.locator('.variables .command code')).toHaveText(exportBlock(variables))
  const script = await page.locator('pg-script a').getAttribute('href')
  const text = await (await page.request.get(new URL(script!, page.url()).href)).text()
  expect(text).toContain(exportBlock(variables))
}

async function showsUses(page: Page): Promise<void> {
  await page.locator('.indexed summary').first().click()
  await expect(page.locator('.indexed ol a').first()).toBeVisible()
}

async function leadsToMeaning(page: Page): Promise<void> {
  const term = page.locator('pg-term a').first()
  await expect(term).toHaveAttribute('title', /\w/)
  await term.click()
  await expect(page).toHaveURL(/\/glossary\/#[a-z-]+$/)
}

async function showsAnswers(page: Page): Promise<void> {
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
}

async function showsDecision(page: Page): Promise<void> {
  await expect(page.locator('figure.diagram svg')).toBeVisible()
  for (const item of await page.locator('ol.decision > li').all()) await expect(item).toBeVisible()
  await expect(page.locator('.decision-table')).toBeVisible()
}

async function showsLessons(page: Page): Promise<void> {
  await expect(page.locator('noscript .progress-note')).toBeVisible()
  await expect(page.locator('noscript .progress-note')).toContainText('needs JavaScript')
  await expect(page.locator('[data-lesson=why] a')).toBeVisible()
}
