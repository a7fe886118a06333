import AxeBuilder from '@axe-core/playwright'
import { builds, expect, pagesOf, setTheme, test } from '../support/site.ts'

/** So that all workers have a share: the pages are known only once the site is built. */
const PARTS = 6

test.describe.configure({ mode: 'parallel' })

for (const theme of ['light', 'dark'] as const) {
  for (let part = 0; part < PARTS; part++) {
    test(`axe finds nothing on any page, ${theme}, part ${part + 1} of ${PARTS}`, async ({ page, sites }) => {
      const pages = (await pagesOf(builds.course)).filter((_path, i) => i % PARTS === part)
      expect(pages.length).toBeGreaterThan(0)
      for (const path of pages) {
        await page.goto(`${sites.course}${path}`)
        await setTheme(page, theme)
        await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)))
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze()
        expect(
          violations.map((v) => `${path}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`),
        ).toEqual([])
      }
    })
  }
}
