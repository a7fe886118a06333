import { loadGlossary } from '../../../src/site/glossary/glossary.ts'
import { axeFaults } from '../../support/axe.ts'
import { expect, setTheme, test } from '../../support/site.ts'

test('a term shows its meaning on hover, lets the pointer onto it, and Esc takes it away', async ({ page, sites }) => {
  await page.goto(`${sites.course}lessons/why/`)
  const term = page.locator('pg-term a').first()
  const means = await term.getAttribute('title')
  const tooltip = page.getByRole('tooltip')
  await term.hover()
  await expect(tooltip).toHaveText(means!)
  await tooltip.hover()
  // Longer than the pause in which a pointer may cross.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)))
  await expect(tooltip).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(tooltip).toBeHidden()
  await page.locator('h1').hover()
  await term.hover()
  await expect(tooltip).toBeVisible()
  await page.locator('h1').hover()
  await expect(tooltip).toBeHidden()
  await expect(term).toHaveAttribute('title', means!)
})

test('a term shows its meaning on focus, to screen readers as well', async ({ page, sites }) => {
  await page.goto(`${sites.course}lessons/revisions/`)
  const term = page.locator('pg-term a').first()
  const means = (await term.getAttribute('title'))!
  await expect(term).toHaveAccessibleDescription(means)
  await term.focus()
  await expect(page.getByRole('tooltip')).toBeVisible()
  await expect(term).toHaveAccessibleDescription(means)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('tooltip')).toBeHidden()
  await expect(term).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Shift+Tab')
  await expect(page.getByRole('tooltip')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('tooltip')).toBeHidden()
})

test('a term shows its meaning on the first tap and goes to the glossary on the second', async ({ browser, sites }) => {
  const context = await browser.newContext({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  await page.goto(`${sites.course}lessons/why/`)
  const terms = page.locator('pg-term a')
  for (const term of await terms.all()) {
    await term.tap()
    await expect(page.getByRole('tooltip')).toBeVisible()
    const box = (await page.getByRole('tooltip').boundingBox())!
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(360)
  }
  await page.locator('h1').tap()
  await expect(page.getByRole('tooltip')).toBeHidden()
  await terms.first().tap()
  await terms.first().tap()
  await expect(page).toHaveURL(/\/glossary\/#[a-z-]+$/)
  await context.close()
})

test('the meaning of a term is no part of the text of a lesson, where search and copying would find it', async ({
  page,
  sites,
}) => {
  await page.goto(`${sites.course}lessons/why/`)
  const text = await page.locator('main').textContent()
  for (const { means } of await loadGlossary()) expect(text).not.toContain(means.replaceAll('`', ''))
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing at a term that shows its meaning, ${theme}`, async ({ page, sites }) => {
    await page.goto(`${sites.course}lessons/why/`)
    await setTheme(page, theme)
    await page.locator('pg-term a').first().focus()
    await expect(page.getByRole('tooltip')).toBeVisible()
    expect(await axeFaults(page)).toEqual([])
  })
}
