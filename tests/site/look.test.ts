import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { loadEvidence } from '../../src/evidence/index.ts'
import { ROOT } from '../../src/shared/root.ts'
import { builds, expect, kindsOf, pagesOf, setTheme, test } from '../support/site.ts'
import { contrast, type Rgba } from '../support/contrast.ts'

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
  const change = page.locator('.excerpt-checks li', { hasText: 'annotation istio.io/rev=canary' })
  await expect(change.locator('s')).toHaveText('2 of 2 have default')
  await expect(change).toContainText('all 2: canary')
})

/** Text and what it lies on; 4.5 as WCAG asks for text, 3 for edges that mean something. */
const PAIRS: [colour: string, on: string, least: number][] = [
  ...[
    '--sl-color-white',
    '--sl-color-gray-1',
    '--sl-color-gray-2',
    '--sl-color-gray-3',
    '--sl-color-text-accent',
  ].flatMap((text): [string, string, number][] => [
    [text, '--sl-color-bg', 4.5],
    [text, '--pg-paper', 4.5],
  ]),
  ...['ok', 'warn', 'fail'].flatMap((state): [string, string, number][] => [
    [`--pg-${state}`, '--sl-color-bg', 4.5],
    [`--pg-${state}`, '--pg-paper', 4.5],
  ]),
  // Code stands on nothing else.
  ...['key', 'value', 'variable'].map((kind): [string, string, number] => [`--pg-${kind}`, '--pg-paper', 4.5]),
  ['--pg-idle', '--sl-color-bg', 4.5],
  ['--sl-color-text-invert', '--sl-color-text-accent', 4.5],
  ['--sl-color-accent-high', '--sl-color-accent-low', 4.5],
  ['--sl-color-accent', '--sl-color-bg', 3],
  ['--sl-color-gray-4', '--sl-color-bg', 3],
]

for (const theme of ['light', 'dark'] as const) {
  test(`the colours can be told apart, ${theme}`, async ({ page, sites }) => {
    await page.goto(`${sites.course}runbooks/install-canary/`)
    await setTheme(page, theme)
    const faint: string[] = []
    for (const [text, on, least] of PAIRS) {
      const ratio = contrast(await colourOf(page, text), await colourOf(page, on))
      if (ratio < least) faint.push(`${text} on ${on}: ${ratio.toFixed(2)}, not ${least}`)
    }
    expect(faint).toEqual([])
  })
}

test('a reader chooses a theme, and it stays on the next page', async ({ page, sites, violations }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(sites.course)
  const light = await colourOf(page, '--sl-color-bg')
  const choice = page.getByRole('combobox', { name: 'Select theme' }).first()
  await expect(choice).toBeVisible()
  await choice.selectOption('dark')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  expect(await colourOf(page, '--sl-color-bg')).not.toEqual(light)
  await page.locator('main a').first().click()
  await expect(page).not.toHaveURL(sites.course)
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  expect(violations).toEqual([])
})

for (const width of [320, 360]) {
  test(`a page without a menu offers the theme in its header, at ${width} pixels`, async ({ page, sites }) => {
    await page.setViewportSize({ width, height: 640 })
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(sites.course)
    const header = page.getByRole('banner')
    const parts = [
      header.locator('.site-title'),
      header.getByRole('button', { name: 'Search' }),
      header.getByRole('combobox', { name: 'Select theme' }),
    ]
    const boxes = await Promise.all(parts.map(async (part) => (await part.boundingBox())!))
    for (const [i, { x, width: wide }] of boxes.entries())
      expect(x + wide, 'it is covered').toBeLessThanOrEqual(boxes[i + 1]?.x ?? width)
    expect(Math.min(...boxes.slice(1).map((box) => Math.min(box.width, box.height)))).toBeGreaterThanOrEqual(24)
    await parts[2]!.selectOption('dark')
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    await page.goto(`${sites.course}lessons/architecture/`)
    await expect(header.getByRole('combobox', { name: 'Select theme' })).toBeHidden()
    await page.getByRole('button', { name: 'Menu' }).click()
    await expect(page.getByRole('combobox', { name: 'Select theme' }).filter({ visible: true })).toHaveCount(1)
  })
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })
  for (const width of [360, 1440])
    test(`nothing offers a theme that only a script could change, at ${width} pixels`, async ({ page, sites }) => {
      await page.setViewportSize({ width, height: 800 })
      await page.goto(sites.course)
      await expect(page.getByRole('combobox')).toHaveCount(0)
    })
})

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

test('on paper nothing leads around, nothing is folded, and the colours are light', async ({ page, sites }) => {
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
    expect(contrast(await colourOf(page, '--sl-color-bg'), [0, 0, 0, 1])).toBe(21)
    expect(contrast(await colourOf(page, '--sl-color-gray-2'), [255, 255, 255, 1])).toBeGreaterThan(7)
    const cut = await page
      .locator('main pre')
      .evaluateAll((all) => all.filter((pre) => pre.scrollWidth > pre.clientWidth + 1).map((pre) => pre.textContent))
    expect(cut, path).toEqual([])
  }
  expect(looked).toBeGreaterThan(0)
})

test('nothing scrolls sideways on a phone', async ({ page, sites }) => {
  await page.setViewportSize({ width: 360, height: 800 })
  for (const path of await pagesOf(builds.course)) {
    await page.goto(`${sites.course}${path}`)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wide, path).toBe(0)
  }
})

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

test('only the home page carries what the home page needs', async () => {
  const pages = (await pagesOf(builds.course)).filter((path) => path !== '' && path !== '404.html')
  for (const path of pages) {
    const html = await readFile(join(builds.course.directory, path, 'index.html'), 'utf8')
    expect(html, path).not.toMatch(/_astro\/home\.[^"]*\.css/)
  }
})

/** A token as the browser paints it. */
function colourOf(page: Page, token: string): Promise<Rgba> {
  return page.evaluate((name) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
    const probe = document.body.appendChild(document.createElement('i'))
    probe.style.color = `var(${name})`
    canvas.fillStyle = getComputedStyle(probe).color
    probe.remove()
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r!, g!, b!, a! / 255] as [number, number, number, number]
  }, token)
}
