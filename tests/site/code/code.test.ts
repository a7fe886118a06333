import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listPages, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { painted } from '../../support/colors.ts'
import { contrast } from '../../support/contrast.ts'
import { builds, expect, setTheme, test } from '../../support/site.ts'

const deploy = await loadPage(ROOT, 'deploy-payments')
const manifest = deploy.steps.find(({ command }) => command.includes('kind: Deployment'))!

test('a manifest in a heredoc is in color, and what is copied are the bytes of the command', async ({
  page,
  sites,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${sites.course}runbooks/deploy-payments/`)
  const command = page.locator(`#step-${manifest.id} .command`)
  await expect(command.locator('.tok-key').filter({ hasText: /^apiVersion$/ })).toHaveCount(2)
  await expect(command.locator('.tok-keyword').last()).toHaveText('EOF')
  await command.getByRole('button', { name: /^Copy/ }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(manifest.command)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('commands are in color on every runbook page, by classes, and each is the bytes of its step', async ({
    page,
    sites,
  }) => {
    for (const id of await listPages(ROOT)) {
      await page.goto(`${sites.course}runbooks/${id}/`)
      await expect(page.locator('main pre [style]')).toHaveCount(0)
      await expect(page.locator('main .command [class^="tok-"]').first(), id).toBeAttached()
      for (const { id: step, command } of (await loadPage(ROOT, id)).steps)
        expect(await page.locator(`#step-${step} .command code`).textContent(), `${id} ${step}`).toBe(command)
    }
  })

  test('JSON that a command printed is in color, a table is not', async ({ page, sites }) => {
    await page.goto(`${sites.course}runbooks/read-sync-state/`)
    await expect(page.locator('#step-as-json .proof pre .tok-key').first()).toHaveText('"versionInfo"')
    const table = page.locator('.proof pre', { hasText: /^NAME/ }).first()
    await expect(table).toBeAttached()
    await expect(table.locator('[class^="tok-"]')).toHaveCount(0)
  })
})

test('the lines to paste first have no colors, which a script would remove', async ({ page, sites }) => {
  await page.goto(`${sites.course}runbooks/install-canary/`)
  await expect(page.locator('.variables .command code')).toContainText('export REVISION')
  await expect(page.locator('.variables [class^="tok-"]')).toHaveCount(0)
})

test('pages whose commands stand in lists show them in one color', async ({ page, sites }) => {
  for (const path of ['commands/', 'commands/kubectl/', 'legacy-commands/']) {
    await page.goto(`${sites.course}${path}`)
    await expect(page.locator('main [class^="tok-"]'), path).toHaveCount(0)
  }
})

test('code is legible on paper, also when it is printed from the dark theme', async ({ page, sites }) => {
  await page.goto(`${sites.course}runbooks/deploy-payments/`)
  await setTheme(page, 'dark')
  await page.emulateMedia({ media: 'print' })
  const command = page.locator(`#step-${manifest.id} .command`)
  for (const kind of ['key', 'value', 'keyword']) {
    const color = await painted(page, await command.locator(`.tok-${kind}`).first().evaluate(colorOf))
    expect(contrast(color, [255, 255, 255, 1]), kind).toBeGreaterThan(4.5)
  }
})

test('no script of the site contains a grammar', async () => {
  const assets = join(builds.course.directory, '_astro')
  const scripts = (await readdir(assets)).filter((name) => name.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(0)
  for (const name of scripts) expect(await readFile(join(assets, name), 'utf8'), name).not.toContain('source.shell')
})

function colorOf(element: Element): string {
  return getComputedStyle(element).color
}
