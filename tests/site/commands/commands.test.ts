import { callsOf, withoutVersion } from '../../../src/page/program-calls.ts'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { commandIndex, INDEXED } from '../../../src/site/commands/command-index.ts'
import { expect, test } from '../../support/site.ts'

/** The pages of the index: kubectl has one of its own. */
const PAGES = ['commands/', 'commands/kubectl/']

test('the index of commands has every use that a runbook makes of them', async ({ page, sites }) => {
  const listed = new Set<string>()
  const anchors = new Set<string>()
  for (const path of PAGES) {
    await page.goto(`${sites.course}${path}`)
    const uses = await page
      .locator('.indexed ol a')
      .evaluateAll((links) =>
        links.map((link) => `${link.closest('.indexed')!.id} ${link.getAttribute('href')!.split('/runbooks/')[1]}`),
      )
    for (const use of uses) listed.add(use)
    for (const id of await page.locator('.indexed').evaluateAll((all) => all.map((one) => one.id))) anchors.add(id)
  }
  let uses = 0
  for (const id of await listPages(ROOT)) {
    for (const step of (await loadPage(ROOT, id)).steps) {
      for (const call of callsOf(step.command)) {
        const words = [withoutVersion(call[0]), ...call.slice(1)]
        if (!(INDEXED as readonly string[]).includes(words[0]!)) continue
        const names = words.map((_word, i) => `command-${words.slice(0, i + 1).join('-')}`)
        const name = names.findLast((one) => anchors.has(one))
        expect(listed, `${id}#${step.id}: ${call.join(' ')}`).toContain(`${name} ${id}/#step-${step.id}`)
        uses++
      }
    }
  }
  expect(uses).toBeGreaterThan(250)
})

test('the index of commands has every flag, with every step that gives it', async ({ page, sites }) => {
  const listed: string[] = []
  for (const path of PAGES) {
    await page.goto(`${sites.course}${path}`)
    const flags = await page
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
    listed.push(...flags)
  }
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
  expect(all).toBeGreaterThan(30)
  await filter.fill('proxy-config')
  for (const section of await page.locator('.indexed:visible').all()) {
    const named = (await section.locator('h3').textContent())!.includes('proxy-config')
    if (!named) await expect(section.locator('li:visible code').first()).toContainText('proxy-config')
  }
  expect(await shown.count()).toBeLessThan(15)
  await expect(page.getByRole('status').filter({ hasText: 'of' })).toHaveText(/^\d+ of \d+ commands$/)
  await filter.fill('')
  await expect(shown).toHaveCount(all)
  expect(violations).toEqual([])
})

test('the index of kubectl can be filtered as well', async ({ page, sites }) => {
  await page.goto(`${sites.course}commands/kubectl/`)
  const filter = page.getByRole('searchbox', { name: 'Show only' })
  const shown = page.locator('.indexed:visible h3')
  await filter.fill('kubectl --field-selector')
  await expect(shown).toHaveText([/kubectl get/])
  await expect(page.locator('.indexed details:has(> p):visible')).toHaveCount(1)
  await filter.fill('virtualservices')
  await expect(page.locator('.indexed li:visible').first()).toBeVisible()
  for (const use of await page.locator('.indexed li:visible').allTextContents())
    expect(use).toContain('virtualservices')
})

test('an address of a command of kubectl on the first page leads on to its uses', async ({ page, sites }) => {
  await page.goto(`${sites.course}commands/#command-kubectl-get`)
  await page.locator('#command-kubectl-get a').click()
  await expect(page).toHaveURL(`${sites.course}commands/kubectl/#command-kubectl-get`)
  await expect(page.locator('#command-kubectl-get h3')).toBeInViewport()
})
