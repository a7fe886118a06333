import { builds, expect, pagesOf, test } from '../../support/site.ts'

test.use({ javaScriptEnabled: false })

test('every diagram has the same in words, and takes its colors from the page', async ({ page, sites }) => {
  let pictures = 0
  for (const path of await pagesOf(builds.course)) {
    if (!/^(lessons|decisions)\//.test(path)) continue
    await page.goto(`${sites.course}${path}`)
    for (const figure of await page.locator('figure.diagram').all()) {
      pictures++
      expect(await figure.locator('svg[role=img]').getAttribute('aria-label')).toMatch(/In words below/)
      expect(await figure.locator('svg [fill], svg [stroke], svg [font-family]').count()).toBe(0)
      if (path.startsWith('decisions/')) expect(await page.locator('ol.decision > li').count()).toBeGreaterThan(1)
      else expect(await figure.locator('figcaption li').count()).toBeGreaterThan(1)
    }
  }
  expect(pictures).toBeGreaterThanOrEqual(13)
})

test('on a phone the diagram of a decision is shown whole, and large enough to read once it is touched', async ({
  page,
  sites,
}) => {
  await page.setViewportSize({ width: 360, height: 780 })
  await page.goto(`${sites.course}decisions/how-to-install/`)
  const picture = page.locator('figure.diagram > [tabindex="0"]')
  const beyond = () => picture.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
  expect(await beyond()).toBe(0)
  await picture.click()
  const sizes = await picture
    .locator('svg text')
    .evaluateAll((texts) =>
      (texts as SVGTextElement[]).map((text) => Number(text.getAttribute('font-size')) * text.getScreenCTM()!.a),
    )
  expect(Math.min(...sizes)).toBeGreaterThan(12)
  expect(await beyond()).toBeGreaterThan(0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
})

test.describe('with JavaScript', () => {
  test.use({ javaScriptEnabled: true })

  test('on a phone the diagram of a decision shows its first question in the middle once it is touched', async ({
    page,
    sites,
  }) => {
    await page.setViewportSize({ width: 360, height: 780 })
    await page.goto(`${sites.course}decisions/how-to-install/`)
    const picture = page.locator('figure.diagram > [tabindex="0"]')
    await picture.click()
    const { left, right, top, bottom } = await picture
      .locator('.node')
      .first()
      .evaluate((node) => node.getBoundingClientRect().toJSON() as DOMRect)
    expect(Math.abs((left + right) / 2 - 180)).toBeLessThan(40)
    expect(top).toBeGreaterThan(0)
    expect(bottom).toBeLessThan(780)
  })
})
