import { expect, test } from '../../support/site.ts'

test.use({ javaScriptEnabled: false })

test('legacy commands are filtered by what became of them, and a linked one is always shown', async ({
  page,
  sites,
}) => {
  await page.goto(`${sites.course}legacy-commands/`)
  const rows = page.locator('ol.legacy > li:visible')
  const all = await rows.count()
  const kinds = page.getByRole('group', { name: 'Show' })
  let sum = 0
  for (const kind of await kinds.getByRole('radio').all()) {
    await kind.check()
    const said = Number(/\d+/.exec((await kind.locator('..').textContent())!)![0])
    await expect(rows).toHaveCount(said)
    sum += said
  }
  expect(sum).toBe(2 * all)
  await page.goto(`${sites.course}legacy-commands/#c01`)
  await kinds.getByRole('radio', { name: 'fail' }).check()
  await expect(page.locator('#c01')).toBeVisible()
})
