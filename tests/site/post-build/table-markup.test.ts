import { expect, test } from '../../support/site.ts'

test.use({ javaScriptEnabled: false })

test('on a phone a table of many columns is read without scrolling, each cell with the name of its column', async ({
  page,
  sites,
}) => {
  await page.setViewportSize({ width: 360, height: 780 })
  await page.goto(`${sites.course}lessons/patterns/`)
  const table = page.locator('.sl-markdown-content table').first()
  const names = await table.locator('th').allTextContents()
  expect(names.length).toBeGreaterThan(2)
  for (const row of await table.locator('tbody tr').all()) {
    const cells = await row.locator('td').evaluateAll((all) =>
      all.map((cell) => ({
        says: getComputedStyle(cell, '::before').content,
        right: cell.getBoundingClientRect().right,
        wide: cell.scrollWidth > cell.clientWidth,
      })),
    )
    expect(cells.map(({ says }) => says)).toEqual(['none', ...names.slice(1).map((name) => `"${name}: "`)])
    expect(cells.filter(({ right, wide }) => right > 360 || wide)).toEqual([])
  }
})
