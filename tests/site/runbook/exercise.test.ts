import { expect, test } from '../../support/site.ts'

test.use({ javaScriptEnabled: false })

test('a step of an exercise shows its goal and folds its solution away', async ({ page, sites }) => {
  await page.goto(`${sites.course}runbooks/hands-on/`)
  const step = page.locator('#step-install')
  await expect(step.locator('.step-goal')).toBeVisible()
  await expect(step.locator('.command')).toBeHidden()
  await step.locator('.step-solution > summary').click()
  await expect(step.locator('.command')).toBeVisible()
})
