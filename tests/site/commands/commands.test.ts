import { callsOf } from '../../../src/page/program-calls.ts'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { commandIndex, INDEXED } from '../../../src/site/commands/command-index.ts'
import { expect, test } from '../../support/site.ts'

test('the index of commands has every use that a runbook makes of them', async ({ page, sites }) => {
  await page.goto(`${sites.course}commands/`)
  const listed = new Set(
    await page
      .locator('.indexed ol a')
      .evaluateAll((links) =>
        links.map((link) => `${link.closest('.indexed')!.id} ${link.getAttribute('href')!.split('/runbooks/')[1]}`),
      ),
  )
  const anchors = new Set(await page.locator('.indexed').evaluateAll((all) => all.map(({ id }) => id)))
  let uses = 0
  for (const id of await listPages(ROOT)) {
    for (const step of (await loadPage(ROOT, id)).steps) {
      for (const call of callsOf(step.command)) {
        if (!(INDEXED as readonly string[]).includes(call[0])) continue
        const names = call.map((_word, i) => `command-${call.slice(0, i + 1).join('-')}`)
        const name = names.findLast((one) => anchors.has(one))
        expect(listed, `${id}#${step.id}: ${call.join(' ')}`).toContain(`${name} ${id}/#step-${step.id}`)
        uses++
      }
    }
  }
  expect(uses).toBeGreaterThan(250)
})

test('the index of commands has every flag, with every step that gives it', async ({ page, sites }) => {
  await page.goto(`${sites.course}commands/`)
  const listed = await page
    .locator('.indexed details:has(> p) a')
    .evaluateAll((links) =>
      links.map((link) =>
        [
          link.closest('.indexed')!.id,
          link.closest('details')!.querySelector('summary code')!.textContent,
          link.getAttribute('href')!.split('/runbooks/')[1],
        ].join(' '),
      ),
    )
  const pages = await Promise.all((await listPages(ROOT)).map((id) => loadPage(ROOT, id)))
  const given = INDEXED.flatMap((tool) => commandIndex(pages, tool)).flatMap(({ id, flags }) =>
    flags.flatMap(({ flag, uses }) => uses.map(({ page, step }) => `${id} ${flag} ${page.id}/#step-${step.id}`)),
  )
  expect(given.length).toBeGreaterThan(250)
  expect(listed.sort()).toEqual(given.sort())
})

test('the index of commands can be filtered by words and by flags', async ({ page, sites, violations }) => {
  await page.goto(`${sites.course}commands/`)
  const filter = page.getByRole('searchbox', { name: 'Show only' })
  const shown = page.locator('.indexed:visible h3')
  const all = await shown.count()
  expect(all).toBeGreaterThan(40)
  await filter.fill('proxy-config')
  for (const section of await page.locator('.indexed:visible').all()) {
    const named = (await section.locator('h3').textContent())!.includes('proxy-config')
    if (!named) await expect(section.locator('li:visible code').first()).toContainText('proxy-config')
  }
  expect(await shown.count()).toBeLessThan(15)
  await expect(page.getByRole('status').filter({ hasText: 'of' })).toHaveText(/^\d+ of \d+ commands$/)
  await filter.fill('kubectl --field-selector')
  await expect(shown).toHaveText([/kubectl get/])
  await expect(page.locator('.indexed details:has(> p):visible')).toHaveCount(1)
  await filter.fill('virtualservices')
  await expect(page.locator('.indexed li:visible').first()).toBeVisible()
  for (const use of await page.locator('.indexed li:visible').allTextContents())
    expect(use).toContain('virtualservices')
  await filter.fill('')
  await expect(shown).toHaveCount(all)
  expect(violations).toEqual([])
})
