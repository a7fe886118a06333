import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { builds, expect, pagesOf, part, PARTS, test } from '../support/site.ts'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** The rules for which the theme makes a difference; all others are judged once for each width. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** Each width and each theme; every rule at both widths and in both themes, in pairs. */
const LOOKS = [
  { width: 1280, colorScheme: 'light', rules: undefined },
  { width: 1280, colorScheme: 'dark', rules: COLOURS },
  { width: 320, colorScheme: 'dark', rules: undefined },
  { width: 320, colorScheme: 'light', rules: COLOURS },
] as const

test.describe.configure({ mode: 'parallel' })
test.use({ contextOptions: { reducedMotion: 'reduce' } })

for (let i = 0; i < PARTS; i++) {
  test(`axe finds nothing on any page, both themes, 1280 and 320 pixels, part ${i + 1} of ${PARTS}`, async ({
    page,
    sites,
  }) => {
    for (const [name, build] of Object.entries(builds)) {
      for (const path of part(await pagesOf(build), i)) {
        await page.goto(`${sites[name as keyof typeof builds]}${path}`)
        await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)))
        for (const { width, colorScheme, rules } of LOOKS) {
          await page.setViewportSize({ width, height: 720 })
          await page.emulateMedia({ colorScheme })
          await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
          expect(await axe(page, rules), `${name}: ${path} ${colorScheme} ${width}`).toEqual([])
        }
      }
    }
  })
}

async function axe(page: Page, rules: readonly string[] | undefined): Promise<string[]> {
  // The other mode is for frames of other hosts, and takes three times as long.
  // To describe every element that passed takes longer than to judge it.
  const builder = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
  const { violations } = await (rules ? builder.withRules([...rules]) : builder.withTags(TAGS)).analyze()
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`)
}
