import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { builds, expect, pagesOf, test } from '../../support/site.ts'

test('every page has a description and a picture to stand beside its link', async () => {
  const card = await sharp(join(builds.states.directory, 'social-card.png')).metadata()
  expect([card.format, card.width, card.height]).toEqual(['png', 1200, 630])
  for (const build of [builds.course, builds.states])
    for (const path of await pagesOf(build)) {
      const file = path === '' || path.endsWith('/') ? `${path}index.html` : path
      const html = await readFile(join(build.directory, file), 'utf8')
      expect(html, path).toMatch(/<meta name="description" content="[^"]+"/)
      const address = new URL(/<meta property="og:image" content="([^"]+)"/.exec(html)?.[1] ?? '')
      expect([address.origin, address.pathname]).toEqual(['http://localhost:4321', `${build.base}social-card.png`])
    }
})

test('the site has an icon', async ({ page, sites }) => {
  await page.goto(`${sites.states}runbooks/verified/`)
  const icon = await page.locator('link[rel~="icon"]').getAttribute('href')
  const answer = await page.request.get(new URL(icon!, page.url()).href)
  expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'image/svg+xml'])
})
