import type { Page } from '@playwright/test'
import { exportBlock, loadPage } from '../../../src/page/index.ts'
import { ROOT } from '../../../src/shared/root.ts'
import { expect, test } from '../../support/site.ts'

const canary = await loadPage(ROOT, 'install-canary')

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

test('the field of a variable fills the lines to paste, and changes no command', async ({ page, sites, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${sites.course}runbooks/install-canary/`)
  const block = page.locator('.variables .command code')
  const field = page.getByRole('textbox', { name: 'REVISION' })
  await field.fill('blue-2')
  await expect(block).toHaveText("export REVISION='blue-2'")
  await page.locator('.variables').getByRole('button', { name: /^Copy/ }).click()
  expect(await clipboard(page)).toBe(exportBlock(canary.variables, { REVISION: 'blue-2' }))
  for (const step of canary.steps)
    expect(await page.locator(`#step-${step.id} .command code`).textContent()).toBe(step.command)

  await field.fill("x'; rm -rf /")
  await expect(page.getByRole('status').filter({ hasText: 'does not fit' })).toContainText(
    'The lines above keep “blue-2”',
  )
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(block).toHaveText("export REVISION='blue-2'")

  await page.locator('.variables').getByRole('button', { name: 'Reset' }).click()
  await expect(block).toHaveText(exportBlock(canary.variables))
  await expect(field).toHaveValue(canary.variables[0]!.default)
  await expect(page.getByText('does not fit')).toHaveCount(0)
})

test('"Copy as one script" takes every command, and the value that was chosen', async ({ page, sites, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${sites.course}runbooks/install-canary/`)
  await page.getByRole('textbox', { name: 'REVISION' }).fill('blue')
  await page.getByRole('button', { name: 'Copy as one script' }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  const script = await clipboard(page)
  const file = await page.request.get(`${sites.course}runbooks/install-canary.sh`)
  expect(script).toBe((await file.text()).replace(exportBlock(canary.variables), "export REVISION='blue'"))
  expect(script).toContain("\nexport REVISION='blue'\n")
  for (const { command } of canary.steps) expect(script).toContain(`\n${command}\n`)
})
