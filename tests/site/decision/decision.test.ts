import { builds, expect, pagesOf, test } from '../../support/site.ts'

test.use({ javaScriptEnabled: false })

test('on a phone the table of a decision sets off what to do, not the questions before', async ({ page, sites }) => {
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
