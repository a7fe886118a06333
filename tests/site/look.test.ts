import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { builds, expect, kindsOf, pagesOf, setTheme, test } from '../support/site.ts'
import { tokenColor } from '../support/colors.ts'
import { contrast } from '../support/contrast.ts'

test('a printed page has no navigation, nothing folded, and light colors', async ({ page, sites }) => {
  await page.setViewportSize({ width: 700, height: 1000 })
  let looked = 0
  for (const path of ['runbooks/install-canary/', 'lessons/architecture/', 'decisions/how-to-install/']) {
    await page.emulateMedia({ media: 'screen' })
    await page.goto(`${sites.course}${path}`)
    await setTheme(page, 'dark')
    await page.emulateMedia({ media: 'print' })
    for (const around of ['#starlight__sidebar', '.right-sidebar-container', '.pagination-links', '.copy', 'pg-search'])
      for (const part of await page.locator(around).all())
        expect(await part.isVisible(), `${path} ${around}`).toBe(false)
    const folded = page.locator('main details:not([open])')
    looked += await folded.count()
    expect(
      await folded.evaluateAll(
        (all) =>
          all.filter(
            (d) =>
              d.checkVisibility() &&
              [...d.querySelectorAll(':scope > :not(summary, .changes, .proof-hash)')].some(
                (e) => !e.checkVisibility(),
              ),
          ).length,
      ),
      path,
    ).toBe(0)
    expect(contrast(await tokenColor(page, '--sl-color-bg'), [0, 0, 0, 1])).toBe(21)
    expect(contrast(await tokenColor(page, '--sl-color-gray-2'), [255, 255, 255, 1])).toBeGreaterThan(7)
    const cut = await page
      .locator('main pre')
      .evaluateAll((all) => all.filter((pre) => pre.scrollWidth > pre.clientWidth + 1).map((pre) => pre.textContent))
    expect(cut, path).toEqual([])
  }
  expect(looked).toBeGreaterThan(0)
})

for (const width of [320, 360]) {
  test(`no page scrolls sideways at ${width} pixels`, async ({ page, sites }) => {
    await page.setViewportSize({ width, height: 800 })
    for (const path of await pagesOf(builds.course)) {
      await page.goto(`${sites.course}${path}`)
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(wide, path).toBe(0)
    }
  })
}

/** In halves of the size of the letters, which is about as wide as one. */
const LONGEST_LINE = 110

for (const width of [1440, 360]) {
  test(`lines are short enough to read, and keep off the edges, at ${width} pixels`, async ({ page, sites }) => {
    await page.setViewportSize({ width, height: 900 })
    for (const path of await kindsOf(builds.course)) {
      await page.goto(`${sites.course}${path}`)
      const lines = await page.locator('main p:visible').evaluateAll((all) =>
        all.map((p) => {
          const { left, right } = p.getBoundingClientRect()
          const text = document.createRange()
          text.selectNodeContents(p)
          return {
            left,
            right,
            letters: (2 * text.getBoundingClientRect().width) / parseFloat(getComputedStyle(p).fontSize),
          }
        }),
      )
      expect(Math.max(...lines.map(({ letters }) => letters)), path).toBeLessThan(LONGEST_LINE)
      expect(Math.min(...lines.map(({ left }) => left)), path).toBeGreaterThan(10)
      expect(Math.max(...lines.map(({ right }) => right)), path).toBeLessThan(width - 10)
    }
  })
}

test('only the home page loads the style of the home page', async () => {
  const pages = (await pagesOf(builds.course)).filter((path) => path !== '' && path !== '404.html')
  for (const path of pages) {
    const html = await readFile(join(builds.course.directory, path, 'index.html'), 'utf8')
    expect(html, path).not.toMatch(/_astro\/home\.[^"]*\.css/)
  }
})
