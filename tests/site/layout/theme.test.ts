import { expect, setTheme, test } from '../../support/site.ts'
import { tokenColor } from '../../support/colors.ts'
import { contrast } from '../../support/contrast.ts'

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
  test(`the colors of the theme have enough contrast, ${theme}`, async ({ page, sites }) => {
    await page.goto(`${sites.course}runbooks/install-canary/`)
    await setTheme(page, theme)
    const faint: string[] = []
    for (const [text, on, least] of PAIRS) {
      const ratio = contrast(await tokenColor(page, text), await tokenColor(page, on))
      if (ratio < least) faint.push(`${text} on ${on}: ${ratio.toFixed(2)}, not ${least}`)
    }
    expect(faint).toEqual([])
  })
}

test('the theme that a reader chooses stays on the next page', async ({ page, sites, violations }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(sites.course)
  const light = await tokenColor(page, '--sl-color-bg')
  const choice = page.getByRole('combobox', { name: 'Select theme' }).first()
  await expect(choice).toBeVisible()
  await choice.selectOption('dark')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  expect(await tokenColor(page, '--sl-color-bg')).not.toEqual(light)
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
