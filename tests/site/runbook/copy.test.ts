import { sha256, loadEvidence } from '../../../src/evidence/index.ts'
import { exportBlock, listPages, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { expect, test } from '../../support/site.ts'

for (const id of await listPages(ROOT)) {
  test(`what the copy buttons of ${id} give is what bash ran, byte for byte`, async ({ page, sites, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(`${sites.course}runbooks/${id}/`)
    const source = await loadPage(ROOT, id)
    const evidence = await loadEvidence(ROOT, id)
    expect(await page.locator('.step').count()).toBe(source.steps.length)
    const copied = async (within: string) => {
      await page.locator(within).getByRole('button', { name: /^Copy/ }).click()
      return page.evaluate(() => navigator.clipboard.readText())
    }
    for (const solution of await page.locator('.step-solution > summary').all()) await solution.click()
    for (const step of source.steps) {
      const text = await copied(`#step-${step.id}`)
      expect(text).toBe(step.command)
      const record = evidence?.steps.find((s) => s.id === step.id)
      if (record) expect(sha256(text)).toBe(record.sha256)
    }
    if (source.variables.length > 0) expect(await copied('.variables')).toBe(exportBlock(source.variables))
  })
}
