import type { Locator } from '@playwright/test'
import { readList } from '../../../src/site/shared/content-data.ts'
import { loadGlossary } from '../../../src/site/glossary/glossary.ts'
import { message } from '../../../src/site/messages/messages.ts'
import { expect, test } from '../../support/site.ts'

test('“On this page” leads to every term of the glossary and to every message', async ({ page, sites }) => {
  const pages = {
    glossary: (await loadGlossary()).map(({ id, term }) => [`#${id}`, term]),
    messages: (await readList('content/messages.yaml', message)).map(({ id, title }) => [`#${id}`, title]),
  }
  for (const [path, parts] of Object.entries(pages)) {
    await page.goto(`${sites.course}${path}/`)
    const links = page.getByRole('navigation', { name: 'On this page' }).first().getByRole('link')
    const listed = await links.evaluateAll((all) => all.map((a) => [a.getAttribute('href'), a.textContent.trim()]))
    expect(listed.slice(1), path).toEqual(parts)
    for (const [id] of parts) await expect(page.locator(`main ${id}`)).toBeVisible()
  }
})

for (const width of [1280, 360])
  test(`“On this page” indents a step below its section at ${width} pixels`, async ({ page, sites }) => {
    await page.setViewportSize({ width, height: 800 })
    await page.goto(`${sites.course}runbooks/install-canary/`)
    const contents = page.getByRole('navigation', { name: 'On this page' }).filter({ visible: true })
    if (width < 1000) await contents.getByText('On this page').click()
    const left = (links: Locator) =>
      links
        .first()
        .evaluate((link) => link.getBoundingClientRect().left + parseFloat(getComputedStyle(link).paddingInlineStart))
    expect(await left(contents.locator('ul ul a'))).toBeGreaterThan(await left(contents.locator('a')))
  })
