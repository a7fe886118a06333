import { axeFaults } from '../support/axe.ts'
import { builds, expect, pagesOf, part, PARTS, test } from '../support/site.ts'

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
          expect(await axeFaults(page, rules), `${name}: ${path} ${colorScheme} ${width}`).toEqual([])
        }
      }
    }
  })
}
