import { loadEvidence } from '../../../src/evidence/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { expect, test } from '../../support/site.ts'

test.use({ javaScriptEnabled: false })

test('a prediction hides its answer until it is asked for', async ({ page, sites }) => {
  await page.goto(`${sites.course}lessons/architecture/`)
  const answer = page.locator('.predict details p').first()
  await expect(answer).toBeHidden()
  await page.locator('.predict summary').first().click()
  await expect(answer).toBeVisible()
})

test('a prediction gives the number of requests of the recorded run', async ({ page, sites }) => {
  const evidence = await loadEvidence(ROOT, 'strict-mtls')
  await page.goto(`${sites.course}lessons/identity/`)
  await page.locator('.predict summary').first().click()
  await expect(page.locator('.predict').first()).toContainText(`${evidence!.traffic[0]!.requests} requests`)
})
