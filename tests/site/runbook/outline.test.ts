import { listPages, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { expect, test } from '../../support/site.ts'

const runbooks = await listPages(ROOT)

test('the outline lists each step in order, and marks the one that is read', async ({ page, sites }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  for (const id of runbooks) {
    await page.goto(`${sites.course}runbooks/${id}/`)
    const { steps } = await loadPage(ROOT, id)
    const listed = page.locator('starlight-toc a[href^="#step-"]')
    expect(
      (await listed.allTextContents()).map((text) => text.trim()),
      id,
    ).toEqual(steps.map((step, i) => `${i + 1}. ${step.title}`))
  }
  await page.goto(`${sites.course}runbooks/install-canary/`)
  for (const step of ['drop-old-label', 'move-back']) {
    const entry = page.locator(`starlight-toc a[href="#step-${step}-title"]`)
    await entry.click()
    await expect(page.locator(`#step-${step}`)).toBeInViewport()
    await expect(entry).toHaveAttribute('aria-current', 'true')
    await expect(entry).toBeInViewport()
  }
})

/** The number of a step of `install-canary` on its page, and its title. */
async function numbered(id: string): Promise<{ number: number; title: string }> {
  const { steps } = await loadPage(ROOT, 'install-canary')
  const index = steps.findIndex((step) => step.id === id)
  return { number: index + 1, title: steps[index]!.title }
}

test('the outline of a phone lists the steps too', async ({ page, sites }) => {
  const { number, title } = await numbered('move-back')
  await page.setViewportSize({ width: 360, height: 800 })
  await page.goto(`${sites.course}runbooks/install-canary/`)
  await page.locator('mobile-starlight-toc summary').click()
  const entry = page.locator('mobile-starlight-toc').getByRole('link', { name: `${number}. ${title}`, exact: true })
  await entry.click()
  await expect(page.locator('#step-move-back')).toBeInViewport()
  await expect(page.locator('mobile-starlight-toc .display-current')).toContainText(`${number}. ${title}`)
})

test('each step can be linked to, and says its number', async ({ page, sites }) => {
  const { number, title } = await numbered('restart')
  await page.goto(`${sites.course}runbooks/install-canary/#step-restart`)
  await expect(page.locator('#step-restart')).toBeInViewport()
  await expect(page.getByRole('heading', { name: `Step ${number} ${title}`, exact: true })).toBeInViewport()
  await expect(page.locator('#step-restart .step-number')).toHaveAttribute('href', '#step-restart')
})
