import { isOver } from '../../../src/site/layout/notice.ts'
import { expect, test } from '../../support/site.ts'
import { shiftOf } from '../../support/shifts.ts'

test('the home page leads to the page about the registries as long as that is news', async ({ page, sites }) => {
  await page.goto(sites.course)
  const notice = page.locator('.notice')
  if (isOver('2026-12-31', Date.now())) return expect(notice).toHaveCount(0)
  await expect(notice).toBeVisible()
  await notice.getByRole('link').click()
  await expect(page).toHaveURL(`${sites.course}runbooks/change-image-registry/`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Change the image registry')
})

test('the build leaves out a notice whose last day is over', async ({ page, sites }) => {
  await page.goto(sites.states)
  await expect(page.locator('.notice')).toHaveText('Until the end of 2099.')
  await expect(page.locator('main')).not.toContainText('Until the end of 2025.')
})

for (const [moment, shown] of [
  ['2099-12-31T23:59:59Z', true],
  ['2100-01-01T00:00:00Z', false],
] as const) {
  test(`a page built long before shows its notice or not at ${moment}, and nothing moves`, async ({
    page,
    sites,
    violations,
  }) => {
    await page.clock.setFixedTime(moment)
    expect(await shiftOf(page, sites.states)).toBe(0)
    await expect(page.locator('.notice')).toBeVisible({ visible: shown })
    expect(violations).toEqual([])
  })
}
