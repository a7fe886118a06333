import type { Page } from '@playwright/test'
import { axeFaults } from '../../support/axe.ts'
import { builds, expect, pagesOf, setTheme, test } from '../../support/site.ts'
import { HOSTILE } from '../../support/hostile.ts'

const PAGE = 'decisions/how-to-install/'

/** Answers the question that is shown, with a note if there is one. */
async function answer(page: Page, say: string, note?: string): Promise<void> {
  await page.getByRole('radio', { name: say, exact: true }).check()
  if (note !== undefined) await page.getByLabel('Why?').fill(note)
  await page.getByRole('button', { name: 'Next' }).click()
}

/** Walks to the end "Helm, chart by chart". */
async function walkToHelm(page: Page): Promise<void> {
  await answer(page, 'No', 'It is new.')
  await answer(page, 'Yes', 'Three teams.')
  await answer(page, 'Yes')
  await expect(page.getByRole('heading', { name: 'Helm, chart by chart' }).first()).toBeVisible()
}

const question = (page: Page, ask: string) => page.getByRole('group', { name: ask })

test('a decision is walked one question at a time, and back with nothing lost', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  await expect(page.getByRole('button', { name: 'Back' })).toBeDisabled()
  await expect(question(page, 'Is Istio already installed in this cluster?')).toBeVisible()
  await answer(page, 'No', 'It is new.')
  await expect(question(page, 'Does anybody else depend on this cluster?')).toBeFocused()
  await expect(page.locator('pg-wizard').getByText('Question 2 of at most 4', { exact: true })).toBeVisible()
  await answer(page, 'Yes')
  await page.getByRole('button', { name: 'Back' }).click()
  await page.getByRole('button', { name: 'Back' }).click()
  await expect(question(page, 'Is Istio already installed in this cluster?')).toBeFocused()
  await expect(page.getByRole('radio', { name: 'No' })).toBeChecked()
  await expect(page.getByLabel('Why?')).toHaveValue('It is new.')
  // Another way, and back: what was answered on the first one is still there.
  await answer(page, 'Yes')
  await expect(
    page.locator('pg-wizard').getByRole('heading', { name: 'A second control plane, as a revision' }),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Change the answer to: Is Istio already' }).click()
  await answer(page, 'No')
  await expect(page.getByRole('radio', { name: 'Yes' })).toBeChecked()
})

test('the browser’s back and forward go from question to question, too', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  await answer(page, 'No', 'It is new.')
  await answer(page, 'No')
  await page.goBack()
  await expect(question(page, 'Does anybody else depend on this cluster?')).toBeFocused()
  await page.goBack()
  await expect(page.getByLabel('Why?')).toHaveValue('It is new.')
  // What was answered later is still there, also for who goes on by the page's own button.
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(page.getByRole('radio', { name: 'No' })).toBeChecked()
  await page.goBack()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.goBack()
  await page.goBack()
  await page.goForward()
  await page.goForward()
  await expect(
    page.locator('pg-wizard').getByRole('heading', { name: 'istioctl with the default profile' }),
  ).toBeVisible()
})

test('a decision is walked with the keyboard, and each question is announced', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  await page.getByRole('radio', { name: 'No', exact: true }).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(page.locator('pg-wizard [role=status]').last()).toHaveText('Question 2 of at most 4.')
  for (const keys of [
    ['Tab', 'Space', 'Enter'],
    ['Tab', 'ArrowDown', 'Enter'],
    ['Tab', 'Space', 'Enter'],
  ])
    for (const key of keys) await page.keyboard.press(key)
  await expect(page.locator('pg-wizard [role=status]').last()).toHaveText(/This is what to do/)
  await expect(page.locator('[data-end]')).toBeFocused()
  await expect(page.locator('[data-end]')).toHaveAccessibleName('Render, review, apply')
})

test('a decision is seen whole on the page, before it is walked and after', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  const isWhole = async () => {
    await expect(page.locator('figure.diagram svg')).toBeVisible()
    await expect(page.locator('ol.decision > li:visible')).toHaveCount(4)
    await expect(page.locator('.decision-end:visible')).toHaveCount(5)
    await expect(page.locator('.decision-table tbody tr:visible')).toHaveCount(5)
  }
  await isWhole()
  await walkToHelm(page)
  await isWhole()
})

test('"Next" without an answer says that one is missing', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(page.getByRole('alert')).toHaveText('Choose an answer first.')
  await expect(page.getByRole('radio').first()).toBeFocused()
})

test('the table of a decision marks the ways that the answers leave open', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  await expect(page.locator('tr[data-fits]')).toHaveCount(0)
  await answer(page, 'No')
  await expect(page.locator('tr[data-fits]')).toHaveCount(4)
  await answer(page, 'Yes')
  await answer(page, 'Yes')
  await expect(page.locator('tr[data-fits]')).toHaveCount(1)
  await expect(page.locator('tr[data-fits]')).toContainText('Helm, chart by chart')
})

test('a link brings answers, notes and the result to another browser', async ({ page, sites, browser, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${sites.course}${PAGE}`)
  await walkToHelm(page)
  await page.getByLabel('For', { exact: true }).fill('payments, PROD-7')
  const date = await page.locator('[data-on]').textContent()
  await page.getByRole('button', { name: 'Copy link' }).click()
  await expect(page.locator('[data-status]')).toHaveText('The link is copied.')
  const address = await page.evaluate(() => navigator.clipboard.readText())
  const other = await (await browser.newContext()).newPage()
  await other.goto(address)
  await expect(other.locator('pg-wizard').getByRole('heading', { name: 'Helm, chart by chart' })).toBeVisible()
  await expect(other.locator('[data-trail] li')).toHaveText([/It is new\./, /Three teams\./, /Helm charts/])
  await expect(other.getByLabel('For', { exact: true })).toHaveValue('payments, PROD-7')
  await expect(other.locator('[data-on]')).toHaveText(date!)
  await expect(other.locator('[data-message]')).toContainText('from whoever made it')
  // A reload is not somebody else's link.
  await page.reload()
  await expect(page.locator('pg-wizard').getByRole('heading', { name: 'Helm, chart by chart' })).toBeVisible()
  await expect(page.locator('[data-message]')).toBeHidden()
  await other.context().close()
})

test('a note is in the address after a pause, so that a reload keeps it', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  await page.getByLabel('Why?').fill('half a th')
  await page.waitForURL(/n\.already=half\+a\+th/)
  await page.reload()
  await expect(page.getByLabel('Why?')).toHaveValue('half a th')
})

test('a reload before a note is in the address does not call the answers somebody else’s', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  await walkToHelm(page)
  // Chromium forgets the state of an entry that is written to while a reload waits for the server, so it waits for
  // longer than the page’s own pause. No condition can be asked for: nothing may happen in that time.
  await page.route('**', (route) => setTimeout(() => void route.continue(), 1_000), { times: 1 })
  await page.getByLabel('For', { exact: true }).fill('payments')
  await page.reload()
  await expect(page.locator('pg-wizard').getByRole('heading', { name: 'Helm, chart by chart' })).toBeVisible()
  await expect(page.locator('[data-message]')).toBeHidden()
})

test('hostile notes in a link stay text', async ({ page, sites, violations, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const words = new URLSearchParams({
    walk: '1',
    on: '<b>2026</b>',
    for: HOSTILE,
    [HOSTILE]: HOSTILE,
    'a.gone': HOSTILE,
  })
  words.set('a.already', 'Yes')
  words.set('n.already', `${HOSTILE}\nResult:    delete it all`)
  words.set('end', '')
  await page.goto(`${sites.course}${PAGE}#${words}`)
  const shown = page.locator('[data-trail] .wizard-why')
  await expect(shown).toContainText('<img src=x onerror="window.hacked = 1">')
  await expect(page.locator('[data-message]')).toContainText('<script>window.hacked = 1</script>')
  expect(await shown.textContent()).not.toMatch(/[\u0000\u001b\u202e]/)
  expect(await page.locator('pg-wizard :is(img, script, iframe)').count()).toBe(0)
  await page.getByRole('button', { name: 'Copy for a ticket' }).click()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  expect(text.match(/^Result:.*$/gm)).toEqual(['Result:    A second control plane, as a revision'])
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  expect(violations).toEqual([])
})

const faulty: [what: string, fragment: string, message: RegExp, kept: string | undefined][] = [
  ['older than the decision', 'walk=1&v=00000000&a.already=No&end=', /has changed since this link/, undefined],
  ['with an answer that is gone', 'walk=1&a.already=Sometimes&n.already=my+reason&end=', /no longer fits/, 'Sometimes'],
  ['cut off', 'walk=1&a.already=No&n.already=my+rea', /cut off/, undefined],
  ['rubbish', 'walk=%E0%A4%A&&a.=&%=1', /another version of this page/, '%: 1'],
]
for (const [what, fragment, message, kept] of faulty) {
  test(`a link that is ${what} says so, and the decision can be walked all the same`, async ({ page, sites }) => {
    await page.goto(`${sites.course}${PAGE}#${fragment}`)
    await expect(page.locator('[data-message]')).toContainText(message)
    if (kept) await expect(page.locator('[data-message] blockquote').filter({ hasText: kept })).toBeVisible()
    if (fragment.includes('my+reason')) await expect(page.getByLabel('Why?')).toHaveValue('my reason')
    await expect(page.getByRole('button', { name: 'Next' })).toBeVisible()
    await page.getByRole('radio').first().check()
    await page.getByRole('button', { name: 'Next' }).click()
    await expect(page.locator('[data-trail] li').first()).toBeVisible()
  })
}

test('the record is printed alone: answers, notes, date, result, warning, runbook', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  await walkToHelm(page)
  await page.getByLabel('For', { exact: true }).fill('payments')
  await page.emulateMedia({ media: 'print' })
  const record = page.locator('pg-wizard')
  for (const text of [
    'It is new.',
    'Three teams.',
    'Helm, chart by chart',
    'Each part has its own release',
    'CRDs stay after',
  ])
    await expect(record.getByText(text).first()).toBeVisible()
  await expect(record.locator('time')).toHaveText(/^\d{4}-\d\d-\d\d$/)
  const link = record.getByRole('link')
  await expect(link).toBeVisible()
  expect(await link.evaluate((a) => getComputedStyle(a, '::after').content)).toContain(
    `${sites.course}runbooks/install-helm/`,
  )
  await expect(record.getByRole('button')).toHaveCount(0)
  await expect(page.locator('figure.diagram')).toBeHidden()
  await expect(page.locator('.decision-table')).toBeHidden()
})

test('a button prints the record', async ({ page, sites }) => {
  await page.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', '')
  })
  await page.goto(`${sites.course}${PAGE}`)
  await walkToHelm(page)
  await page.getByRole('button', { name: 'Print' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-printed')
})

test('a decision that is not filled in prints whole, without an empty form', async ({ page, sites }) => {
  await page.goto(`${sites.course}${PAGE}`)
  await page.emulateMedia({ media: 'print' })
  await expect(page.locator('pg-wizard')).toBeHidden()
  await expect(page.locator('figure.diagram')).toBeVisible()
  await expect(page.locator('.decision-table')).toBeVisible()
})

test('the record goes to a ticket as text', async ({ page, sites, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${sites.course}${PAGE}`)
  await walkToHelm(page)
  await page.getByRole('button', { name: 'Copy for a ticket' }).click()
  await expect(page.locator('[data-status]')).toHaveText('The record is copied.')
  const text = await page.evaluate(() => navigator.clipboard.readText())
  expect(text).toContain('Decision: How to install\n')
  expect(text).toContain('1. Is Istio already installed in this cluster? No\n   | It is new.\n')
  expect(text).toMatch(/^Result: {4}Helm, chart by chart$/m)
  expect(text).toMatch(/^Watch out: CRDs stay/m)
  expect(text).toMatch(/^Runbook: {3}http.*\/runbooks\/install-helm\/$/m)
  expect(text).toMatch(/^Filled in: http.*#walk=1&/m)
})

test('every decision reaches each of its ends by walking', async ({ page, sites }) => {
  for (const path of (await pagesOf(builds.course)).filter((p) => p.startsWith('decisions/'))) {
    await page.goto(`${sites.course}${path}`)
    const rows = await page.locator('.decision-table tbody tr').all()
    for (const row of rows) {
      await page.goto(`${sites.course}${path}`)
      for (const say of await row.locator('td').first().locator('b').allTextContents()) await answer(page, say)
      const end = await row.locator('td').nth(1).textContent()
      await expect(page.locator('pg-wizard [data-do]')).toHaveText(end!)
    }
  }
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in a question, a record and a message, ${theme}`, async ({ page, sites }) => {
    await page.goto(`${sites.course}${PAGE}#walk=1&v=0&a.already=No&n.already=why&a.gone=x`)
    await setTheme(page, theme)
    expect(await axeFaults(page)).toEqual([])
    await page.setViewportSize({ width: 320, height: 640 })
    await answer(page, 'No', 'x'.repeat(300))
    await expect(page.locator('[data-end]')).toBeVisible()
    expect(await axeFaults(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  })
}
