import { loadPage } from '../../../src/page/index.ts'
import { loadEvidence } from '../../../src/evidence/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { expect, test } from '../../support/site.ts'

for (const [width, height] of [
  [1440, 900],
  [360, 800],
] as const) {
  test(`the home page shows command, output and proof before anybody scrolls, at ${width} by ${height}`, async ({
    page,
    sites,
  }) => {
    await page.setViewportSize({ width, height })
    await page.goto(sites.course)
    const run = page.locator('.excerpt').first()
    const evidence = await loadEvidence(ROOT, 'install-canary')
    const record = evidence!.steps.find(({ id }) => id === 'proxies-on-revision')!
    const parts = [
      run.getByText(record.command),
      run.locator('.excerpt-output .row').last(),
      run.locator('.mark time'),
      run.locator('.excerpt-facts').getByText(evidence!.versions.istio),
      run.locator('.excerpt-facts').getByText(evidence!.versions.kubernetes),
      run.locator('.excerpt-checks li').first(),
    ]
    for (const part of parts) {
      const box = (await part.boundingBox())!
      expect(box.y + box.height, `${await part.textContent()}`).toBeLessThanOrEqual(height)
    }
    const output = run.locator('.excerpt-output')
    expect(await output.evaluate((e) => e.scrollWidth - e.clientWidth), 'output is cut off').toBe(0)
    // Each row is of the recorded output, with columns left out but no letter changed.
    for (const row of (await output.locator('.row').allTextContents()).map((text) => text.trim().split(/ {3,}/)))
      expect(record.output.text.split('\n').some((line) => row.every((cell) => line.includes(cell)))).toBe(true)
  })
}

test('a check about the cluster is shown with what was seen before and after', async ({ page, sites }) => {
  await page.goto(sites.course)
  const revision = (await loadPage(ROOT, 'install-canary')).variables[0]!.default
  const change = page.locator('.excerpt-checks li', { hasText: `annotation istio.io/rev=${revision}` })
  await expect(change.locator('s')).toHaveText('2 of 2 have default')
  await expect(change).toContainText(`all 2: ${revision}`)
})
