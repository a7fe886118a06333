import { MOVED } from '../../../src/site/post-build/moved-pages.ts'
import { markdownPath } from '../../../src/site/shared/site.ts'
import { expect, test } from '../../support/site.ts'

for (const [from, to] of Object.entries(MOVED)) {
  test(`/${from} leads to /${to}, with its anchor`, async ({ page, sites }) => {
    await page.goto(`${sites.course}${from}#c12`)
    await expect(page).toHaveURL(`${sites.course}${to}#c12`)
    const text = await page.request.get(`${sites.course}${markdownPath(from)}`)
    expect(await text.text()).toContain(`(${markdownPath(to)})`)
  })

  test.describe('without JavaScript', () => {
    test.use({ javaScriptEnabled: false })

    test(`/${from} leads to /${to}`, async ({ page, sites }) => {
      await page.goto(`${sites.course}${from}`)
      await expect(page).toHaveURL(`${sites.course}${to}`)
    })
  })
}
